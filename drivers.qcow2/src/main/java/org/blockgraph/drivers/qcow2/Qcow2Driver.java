// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockException;
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
 * QEMU's qcow2 format, versions 2 and 3. Options, by QMP's names: {@code l2-cache-size} and {@code
 * refcount-cache-size}, in bytes; {@code backing} and {@code backing.*} in place of what the header says.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "qcow2", kind = DriverKind.FORMAT)
public final class Qcow2Driver implements BlockDriver {

    static final Set<ChildRole> BACKING = EnumSet.of(ChildRole.COW);

    private static final Set<ChildRole> FILE =
            EnumSet.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);

    @Override
    public int probe(byte[] head) {
        if (head.length < Header.V2_BYTES) {
            return PROBE_NO;
        }
        ByteBuffer bytes = ByteBuffer.wrap(head);
        boolean known = bytes.getInt(4) == 2 || bytes.getInt(4) == 3;
        return bytes.getInt(0) == Header.MAGIC && known ? PROBE_SURE : PROBE_NO;
    }

    @Override
    public void create(CreateContext context) throws BlockException {
        new Creation(context, CreateOptions.of(context)).run();
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        CacheSizes caches = CacheSizes.of(context.options());
        ImageFile file = file(context);
        Header header = HeaderReader.read(file, context.request());
        if (!context.readOnly()) {
            requireSound(file, header);
        }
        Child backing = context.childIfGiven("backing", BACKING, backingOf(header));
        Setup setup = new Setup(file, backing, caches, context.readOnly(), context.services());
        return new Qcow2Instance(setup, setup.read(context.request(), header));
    }

    static ImageFile file(OpenContext context) throws BlockException {
        return new ImageFile(context.child("file", FILE), context.nodeName());
    }

    /** Refuses to write to an image that needs a repair first. */
    static void requireSound(ImageFile file, Header header) throws BlockException {
        if (header.isCorrupt()) {
            throw file.corrupt(
                    "incompatible_features",
                    "mark the image as corrupt; open it read-only to save its data, "
                            + "or repair it with qemu-img check -r all");
        }
        if (header.isDirty()) {
            throw file.corrupt(
                    "incompatible_features",
                    "say that it was not closed properly and its refcounts are not up "
                            + "to date; open it read-only, or repair it with qemu-img check -r all");
        }
    }

    private static Map<String, String> backingOf(Header header) {
        if (header.backingFile() == null) {
            return Map.of();
        }
        Map<String, String> backing = new HashMap<>();
        backing.put("filename", header.backingFile());
        if (header.backingFormat() != null) {
            backing.put("driver", header.backingFormat());
        }
        return backing;
    }
}
