// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.concurrent.atomic.AtomicLong;

/** The least that works: one counter, one flag. Who has to wait gives its processor away and looks again. */
final class CounterGuard implements Guard {

    private final AtomicLong readers = new AtomicLong();

    /** Set by the writer, before it looks at the counter. */
    private volatile boolean writing;

    @Override
    public Reader newReader() {
        return new CountedReader();
    }

    @Override
    public void write(Runnable change) {
        writing = true;
        while (readers.get() != 0) {
            Thread.yield();
        }
        change.run();
        writing = false;
    }

    private final class CountedReader implements Reader {
        @Override
        public void enter() {
            readers.incrementAndGet();
            while (writing) {
                readers.decrementAndGet();
                while (writing) {
                    Thread.yield();
                }
                readers.incrementAndGet();
            }
        }

        @Override
        public void leave() {
            readers.decrementAndGet();
        }
    }
}
