// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A {@link ReentrantReadWriteLock}. */
final class ReadWriteGuard implements Guard {

    private final Lock read;
    private final Lock write;

    ReadWriteGuard(ReentrantReadWriteLock lock) {
        read = lock.readLock();
        write = lock.writeLock();
    }

    @Override
    public Reader newReader() {
        return new LockReader(read);
    }

    @Override
    public void write(Runnable change) {
        write.lock();
        try {
            change.run();
        } finally {
            write.unlock();
        }
    }

    private record LockReader(Lock lock) implements Reader {
        @Override
        public void enter() {
            lock.lock();
        }

        @Override
        public void leave() {
            lock.unlock();
        }
    }
}
