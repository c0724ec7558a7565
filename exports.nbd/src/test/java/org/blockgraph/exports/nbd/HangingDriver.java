// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

/** Shows its child as it is; what touches the trap, beyond {@link #TRAP}, hangs until it is let go. */
@BlockDriverType(format = "hanging", kind = DriverKind.FORMAT)
final class HangingDriver implements BlockDriver {

    /** Where requests begin to hang, in bytes. */
    static final long TRAP = 2 << 20;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    /** Lets everybody go, for good. */
    void release() {
        release.countDown();
    }

    /** Waits until so many requests hang. */
    void awaitInside(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (inside.get() != count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(inside.get() + " requests hang instead of " + count);
            }
            Thread.onSpinWait();
        }
    }

    /** Heeds neither interrupts nor NOWAIT. */
    private void pass(long end) {
        if (end <= TRAP) {
            return;
        }
        inside.incrementAndGet();
        boolean interrupted = false;
        while (true) {
            try {
                release.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        inside.decrementAndGet();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        return new Instance(this, context.child("file", EnumSet.of(ChildRole.DATA, ChildRole.PRIMARY)));
    }

    private record Instance(HangingDriver driver, Child file) implements DriverInstance {

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
            driver.pass(offset + target.byteSize());
            return file.read(request, offset, target, flags);
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            driver.pass(offset + source.byteSize());
            return file.write(request, offset, source, flags);
        }

        @Override
        public int writeZeroes(BlockRequest request, long offset, long length, int flags)
                throws BlockException {
            driver.pass(offset + length);
            return file.writeZeroes(request, offset, length, flags);
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
