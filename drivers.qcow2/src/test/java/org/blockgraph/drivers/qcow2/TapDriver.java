// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/** A filter between an image and its file, with a tap. */
@BlockDriverType(format = "tap", kind = DriverKind.FILTER)
public final class TapDriver implements BlockDriver {

    private final Tap tap;

    TapDriver(Tap tap) {
        this.tap = tap;
    }

    /** Returns the options of a qcow2 node with the tap below it. */
    static Map<String, String> options(Path image, String... more) {
        Map<String, String> options = new HashMap<>();
        options.put("driver", "qcow2");
        options.put("file.driver", "tap");
        options.put("file.file.driver", "file");
        options.put("file.file.filename", image.toString());
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        return new Tapped(context.child("file", EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY)), tap);
    }

    private record Tapped(Child file, Tap tap) implements DriverInstance {

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public Limits limits() {
            return file.limits();
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                throws BlockException {
            tap.before(Tap.Operation.READ);
            return file.read(request, offset, target, flags);
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            if ((flags & IoFlags.NOWAIT) != 0) {
                return IoResult.WOULD_BLOCK;
            }
            try {
                tap.before(Tap.Operation.WRITE);
            } catch (BlockException e) {
                long half = (offset + source.byteSize() / 2 & -Work.SECTOR) - offset;
                pass(request, offset, source.asSlice(0, Math.max(0, half)), flags);
                throw e;
            }
            return pass(request, offset, source, flags);
        }

        /** What was discarded may read as anything. */
        private static MemorySegment garbage(long size) {
            return Arena.ofAuto().allocate(size, 1).fill((byte) 0xdd);
        }

        private int pass(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            if (source.byteSize() == 0) {
                return IoResult.DONE;
            }
            int result = file.write(request, offset, source, flags);
            tap.written(offset, source.toArray(ValueLayout.JAVA_BYTE));
            return result;
        }

        @Override
        public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
            tap.before(Tap.Operation.DISCARD);
            long size = Math.min(length, file.length() - offset);
            return size <= 0 ? IoResult.DONE : pass(request, offset, garbage(size), flags);
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            tap.before(Tap.Operation.FLUSH);
            int result = file.flush(request, flags);
            tap.flushed();
            return result;
        }

        @Override
        public int blockStatus(BlockRequest request, long offset, long size, BlockStatus status, int flags) {
            status.set(BlockStatus.RECURSE, size);
            status.at(file.name(), offset);
            return IoResult.DONE;
        }

        @Override
        public void truncate(BlockRequest request, long newLength) throws BlockException {
            tap.before(Tap.Operation.TRUNCATE);
            file.truncate(request, newLength);
        }

        @Override
        public Reopen prepareReopen(OpenContext context) {
            return Reopen.NOTHING;
        }

        @Override
        public void inactivate(BlockRequest request) throws BlockException {
            file.flush(request, IoFlags.NONE);
        }

        @Override
        public void activate(BlockRequest request) {
            // Nothing was dropped.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
