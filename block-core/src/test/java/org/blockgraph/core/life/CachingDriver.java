// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.OpenContext;

/**
 * A format that keeps what is written in memory until it is flushed: what it must not lose when it leaves.
 */
final class CachingDriver implements BlockDriver {

    private static final int BLOCK = 512;

    /** When set, a read returns other bytes than were written. */
    volatile boolean lie;

    volatile boolean failActivate;
    volatile boolean failInactivate;
    final AtomicInteger closedDirty = new AtomicInteger();

    @Override
    public void create(CreateContext context) {
        // The format has no structures of its own.
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        return new Instance(context.child("file", EnumSet.of(ChildRole.DATA, ChildRole.PRIMARY)));
    }

    private final class Instance implements DriverInstance {
        private final Child file;
        private final ReentrantLock lock = new ReentrantLock();
        private final TreeMap<Long, byte[]> dirty = new TreeMap<>();
        private boolean active = true;

        Instance(Child file) {
            this.file = file;
        }

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public Limits limits() {
            return new Limits(BLOCK, 1, 1 << 20, 0, 0, 1, false, false);
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                throws BlockException {
            lock.lock();
            try {
                requireActive();
                file.read(request, offset, target, IoFlags.NONE);
                for (var each : dirty.subMap(offset, offset + target.byteSize()).entrySet()) {
                    MemorySegment.copy(
                            each.getValue(), 0, target, ValueLayout.JAVA_BYTE, each.getKey() - offset, BLOCK);
                }
                if (lie) {
                    target.set(ValueLayout.JAVA_BYTE, 0, (byte) (target.get(ValueLayout.JAVA_BYTE, 0) + 1));
                }
                return IoResult.DONE;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags) {
            lock.lock();
            try {
                requireActive();
                for (long at = 0; at < source.byteSize(); at += BLOCK) {
                    byte[] block = new byte[BLOCK];
                    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, at, block, 0, BLOCK);
                    dirty.put(offset + at, block);
                }
                return IoResult.DONE;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            lock.lock();
            try {
                requireActive();
                writeOut(request);
                return IoResult.DONE;
            } finally {
                lock.unlock();
            }
        }

        private void writeOut(BlockRequest request) throws BlockException {
            for (var each : dirty.entrySet()) {
                MemorySegment block = MemorySegment.ofArray(each.getValue());
                file.write(request, each.getKey(), block, IoFlags.NONE);
            }
            dirty.clear();
            file.flush(request, IoFlags.NONE);
        }

        private void requireActive() {
            if (!active) {
                throw new IllegalStateException("I/O while inactive");
            }
        }

        @Override
        public void inactivate(BlockRequest request) throws BlockException {
            lock.lock();
            try {
                requireActive();
                if (failInactivate) {
                    throw new BlockException(org.blockgraph.api.BlockError.NO_SPACE, "told to fail");
                }
                writeOut(request);
                active = false;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void activate(BlockRequest request) throws BlockException {
            if (failActivate) {
                throw new BlockException(org.blockgraph.api.BlockError.CORRUPT, "told to fail");
            }
            lock.lock();
            try {
                active = true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (!dirty.isEmpty()) {
                closedDirty.incrementAndGet();
            }
        }
    }
}
