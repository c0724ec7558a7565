// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;

/** A format that is known by a mark in its first block; the disk is what follows. */
@BlockDriverType(format = "marked", kind = DriverKind.FORMAT)
final class MarkedDriver implements BlockDriver {

    static final int BLOCK = 4096;

    private static final byte[] MARK = "a marked image".getBytes(StandardCharsets.US_ASCII);

    static ByteBuffer mark() {
        return ByteBuffer.wrap(MARK.clone());
    }

    @Override
    public int probe(byte[] head) {
        boolean marked = head.length > MARK.length && Arrays.mismatch(head, MARK) == MARK.length;
        return marked ? PROBE_SURE : PROBE_NO;
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        return new Instance(context.child("file", EnumSet.of(ChildRole.DATA, ChildRole.METADATA)));
    }

    private record Instance(Child file) implements DriverInstance {

        @Override
        public long length() {
            return file.length() - BLOCK;
        }

        @Override
        public Limits limits() {
            return Limits.BYTES;
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                throws BlockException {
            return file.read(request, BLOCK + offset, target, flags);
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            return file.write(request, BLOCK + offset, source, flags);
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            return file.flush(request, flags);
        }

        @Override
        public void inactivate(BlockRequest request) throws BlockException {
            file.flush(request, 0);
        }

        @Override
        public void activate(BlockRequest request) {
            // Nothing is kept in memory.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
