// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.concurrent.locks.StampedLock;

/** A {@link StampedLock}. */
final class StampedGuard implements Guard {

    private final StampedLock lock = new StampedLock();

    @Override
    public Reader newReader() {
        return new StampReader(lock);
    }

    @Override
    public void write(Runnable change) {
        long stamp = lock.writeLock();
        try {
            change.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private static final class StampReader implements Reader {
        private final StampedLock lock;
        private long stamp;

        StampReader(StampedLock lock) {
            this.lock = lock;
        }

        @Override
        public void enter() {
            stamp = lock.readLock();
        }

        @Override
        public void leave() {
            lock.unlockRead(stamp);
        }
    }
}
