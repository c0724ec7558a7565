// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Component;

/**
 * Images of the format stateful: children {@code file} and, where something shows through, {@code backing}.
 * A new image takes {@code backing_file} and {@code backing_fmt}, which the open uses unless told otherwise.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "stateful", kind = DriverKind.FORMAT)
public final class StatefulDriver implements BlockDriver {

    static final Set<ChildRole> FILE = EnumSet.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
    static final Set<ChildRole> BACKING = EnumSet.of(ChildRole.COW);

    @Override
    public int probe(byte[] head) {
        return Header.recognises(head) ? PROBE_SURE : PROBE_NO;
    }

    @Override
    public void create(CreateContext context) throws BlockException {
        if (context.size() > Layout.MAX_SIZE) {
            String sentence = context.name() + ": " + context.size() + " bytes are above " + Layout.MAX_SIZE;
            throw new BlockException(BlockError.INVALID, sentence);
        }
        long size = context.size() + Layout.SECTOR - 1 & -Layout.SECTOR;
        int pages = Layout.pages(size);
        Header header = new Header(text(context, "backing_file"), text(context, "backing_fmt"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(Layout.BLOCK, Layout.BLOCK);
            int[] sums = new int[pages];
            Arrays.fill(sums, Table.checksum(block.asByteBuffer()));
            Root root = new Root(1, size, Layout.firstData(pages), Table.checksum(sums));
            Child file = context.file();
            file.truncate(context.request(), Layout.offset(root.end()));
            root.encode(block.asByteBuffer());
            file.write(context.request(), Layout.offset(Layout.rootBlock(root.copy())), block, IoFlags.NONE);
            header.encode(block.fill((byte) 0).asByteBuffer());
            file.write(context.request(), 0, block, IoFlags.NONE);
        }
    }

    private static String text(CreateContext context, String key) {
        String text = context.options().text(key);
        return text == null ? "" : text;
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        String node = context.nodeName();
        Child file = context.child("file", FILE);
        Header header = readHeader(context, file);
        Child backing = context.childIfGiven("backing", BACKING, defaults(header));
        StatefulInstance instance =
                new StatefulInstance(node, file, backing, context.readOnly(), header.backingFile());
        instance.activate(context.request());
        return instance;
    }

    private static Header readHeader(OpenContext context, Child file) throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(Layout.BLOCK, Layout.BLOCK);
            file.read(context.request(), 0, block, IoFlags.NONE);
            return Header.decode(context.nodeName(), block.asByteBuffer());
        }
    }

    private static Map<String, String> defaults(Header header) {
        Map<String, String> defaults = new HashMap<>();
        if (!header.backingFile().isEmpty()) {
            defaults.put("filename", header.backingFile());
            if (!header.backingFormat().isEmpty()) {
                defaults.put("driver", header.backingFormat());
            }
        }
        return defaults;
    }
}
