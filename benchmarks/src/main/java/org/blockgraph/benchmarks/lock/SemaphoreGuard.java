// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.concurrent.Semaphore;

/** A {@link Semaphore}; the writer takes every permit. */
final class SemaphoreGuard implements Guard {

    private static final int PERMITS = 1 << 20;

    private final Semaphore permits = new Semaphore(PERMITS);

    @Override
    public Reader newReader() {
        return new PermitReader(permits);
    }

    @Override
    public void write(Runnable change) {
        permits.acquireUninterruptibly(PERMITS);
        try {
            change.run();
        } finally {
            permits.release(PERMITS);
        }
    }

    private record PermitReader(Semaphore permits) implements Reader {
        @Override
        public void enter() {
            permits.acquireUninterruptibly();
        }

        @Override
        public void leave() {
            permits.release();
        }
    }
}
