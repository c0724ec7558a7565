// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/**
 * A format with a backing child, as simple as can be: the size, then a byte for each block that says whether
 * the block is held here, then the blocks. Everything is written through.
 */
final class OverlayDriver implements BlockDriver {

    static final int BLOCK = 512;
    private static final int MAP_AT = BLOCK;
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG_UNALIGNED;

    volatile boolean failPrepare;

    @Override
    public void create(CreateContext context) throws BlockException {
        byte[] head = new byte[BLOCK];
        MemorySegment.ofArray(head).set(SIZE, 0, context.size());
        context.options().text("backing_file");
        context.options().text("backing_fmt");
        byte[] map = new byte[(int) (context.size() / BLOCK)];
        context.file().write(context.request(), 0, MemorySegment.ofArray(head), IoFlags.NONE);
        context.file().write(context.request(), MAP_AT, MemorySegment.ofArray(map), IoFlags.NONE);
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        Child file =
                context.child("file", EnumSet.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY));
        byte[] head = new byte[BLOCK];
        file.read(context.request(), 0, MemorySegment.ofArray(head), IoFlags.NONE);
        Child backing = context.childIfGiven("backing", EnumSet.of(ChildRole.COW), Map.of());
        // Of no use but to have two ways down.
        context.childIfGiven("side", EnumSet.of(ChildRole.DATA), Map.of());
        return new Instance(file, backing, MemorySegment.ofArray(head).get(SIZE, 0));
    }

    private final class Instance implements DriverInstance {
        private final Child file;
        private volatile Child backing;
        private volatile long size;

        Instance(Child file, Child backing, long size) {
            this.file = file;
            this.backing = backing;
            this.size = size;
        }

        @Override
        public long length() {
            return size;
        }

        @Override
        public Limits limits() {
            return new Limits(BLOCK, 1, 1 << 20, 0, 0, 1, false, false);
        }

        private boolean holds(BlockRequest request, long offset) throws BlockException {
            byte[] mark = new byte[1];
            file.read(request, MAP_AT + offset / BLOCK, MemorySegment.ofArray(mark), IoFlags.NONE);
            return mark[0] != 0;
        }

        private long dataAt(long offset) {
            return MAP_AT + (4 << 20) / BLOCK + offset;
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                throws BlockException {
            if ((flags & IoFlags.NOWAIT) != 0) {
                return IoResult.WOULD_BLOCK;
            }
            for (long at = 0; at < target.byteSize(); at += BLOCK) {
                MemorySegment block = target.asSlice(at, BLOCK);
                if (holds(request, offset + at)) {
                    file.read(request, dataAt(offset + at), block, IoFlags.NONE);
                } else if (backing != null) {
                    backing.read(request, offset + at, block, IoFlags.NONE);
                } else {
                    block.fill((byte) 0);
                }
            }
            return IoResult.DONE;
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            if ((flags & IoFlags.NOWAIT) != 0) {
                return IoResult.WOULD_BLOCK;
            }
            file.write(request, dataAt(offset), source, IoFlags.NONE);
            byte[] marks = new byte[(int) (source.byteSize() / BLOCK)];
            java.util.Arrays.fill(marks, (byte) 1);
            file.write(request, MAP_AT + offset / BLOCK, MemorySegment.ofArray(marks), IoFlags.NONE);
            return IoResult.DONE;
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            return file.flush(request, flags);
        }

        @Override
        public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
                throws BlockException {
            boolean held = holds(request, offset);
            long run = BLOCK;
            while (run < length && holds(request, offset + run) == held) {
                run += BLOCK;
            }
            status.set(held ? BlockStatus.DATA | BlockStatus.ALLOCATED : 0, run);
            return IoResult.DONE;
        }

        @Override
        public void truncate(BlockRequest request, long newLength) throws BlockException {
            byte[] head = new byte[BLOCK];
            MemorySegment.ofArray(head).set(SIZE, 0, newLength);
            file.write(request, 0, MemorySegment.ofArray(head), IoFlags.NONE);
            size = newLength;
        }

        @Override
        public void inactivate(BlockRequest request) throws BlockException {
            file.flush(request, IoFlags.NONE);
        }

        @Override
        public void activate(BlockRequest request) throws BlockException {
            byte[] head = new byte[BLOCK];
            file.read(request, 0, MemorySegment.ofArray(head), IoFlags.NONE);
            size = MemorySegment.ofArray(head).get(SIZE, 0);
        }

        @Override
        public Reopen prepareReopen(OpenContext context) throws BlockException {
            if (failPrepare) {
                throw new BlockException(BlockError.IO, context.nodeName(), "told to fail");
            }
            Child nowBacking = context.childIfGiven("backing", EnumSet.of(ChildRole.COW), Map.of());
            return () -> backing = nowBacking;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
