// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/** A protocol whose disks are in memory and outlive every instance, with switches for what can go wrong. */
final class MemoryDriver implements BlockDriver {

    /** What stands for the disks; shared by all versions of the driver. */
    static final Map<String, MemorySegment> DISKS = new ConcurrentHashMap<>();

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile boolean failOpen;
    volatile boolean failFlush;
    volatile boolean failActivate;

    /** When set, a read waits until it is counted down. */
    volatile CountDownLatch hang;

    final AtomicInteger hanging = new AtomicInteger();

    static void makeDisk(String name, long size) {
        DISKS.put(name, Arena.ofAuto().allocate(size, 64));
    }

    @Override
    public void create(CreateContext context) throws BlockException {
        makeDisk(context.options().required("filename"), Math.max(context.size(), 8 << 20));
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        String name = context.options().required("filename");
        MemorySegment disk = DISKS.get(name);
        if (disk == null) {
            throw new BlockException(BlockError.NOT_FOUND, context.nodeName(), name + ": no such disk");
        }
        if (failOpen) {
            throw new BlockException(BlockError.IO, context.nodeName(), "told to fail");
        }
        opened.incrementAndGet();
        return new Instance(disk);
    }

    private final class Instance implements DriverInstance {
        private final MemorySegment disk;
        private volatile boolean active = true;

        Instance(MemorySegment disk) {
            this.disk = disk;
        }

        @Override
        public long length() {
            return disk.byteSize();
        }

        @Override
        public Limits limits() {
            return Limits.BYTES;
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                throws BlockException {
            requireActive();
            CountDownLatch latch = hang;
            if (latch != null && (flags & IoFlags.NOWAIT) != 0) {
                return IoResult.WOULD_BLOCK;
            }
            if (latch != null) {
                hanging.incrementAndGet();
                CoreFixture.hangUntil(latch);
            }
            MemorySegment.copy(disk, offset, target, 0, target.byteSize());
            return IoResult.DONE;
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            requireActive();
            MemorySegment.copy(source, 0, disk, offset, source.byteSize());
            return IoResult.DONE;
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            requireActive();
            if (failFlush) {
                throw new BlockException(BlockError.IO, "the disk was told to fail flushes");
            }
            return IoResult.DONE;
        }

        private void requireActive() {
            if (!active) {
                throw new IllegalStateException("I/O while inactive");
            }
        }

        @Override
        public void inactivate(BlockRequest request) {
            requireActive();
            active = false;
        }

        @Override
        public void activate(BlockRequest request) throws BlockException {
            if (failActivate) {
                throw new BlockException(BlockError.IO, "told to fail");
            }
            active = true;
        }

        @Override
        public Reopen prepareReopen(OpenContext context) {
            return Reopen.NOTHING;
        }

        @Override
        public void close() {
            active = false;
            closed.incrementAndGet();
        }
    }
}
