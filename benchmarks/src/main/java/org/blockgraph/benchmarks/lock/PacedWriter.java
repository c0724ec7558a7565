// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writes again and again with a pause in between, and remembers how long it waited each time. */
final class PacedWriter implements AutoCloseable {

    private static final int KEPT = 1 << 16;

    /** The one of this trial, for the profiler; null when there is none. */
    private static volatile PacedWriter running;

    private final Guard guard;
    private final long pauseNanos;
    private final Thread thread = Thread.ofPlatform().daemon().name("writer").unstarted(this::work);

    /** Waits since they were last taken; guarded by this. */
    private final long[] waits = new long[KEPT];

    private int taken;

    /** When the write that is under way began, or 0. */
    private volatile long since;

    private volatile boolean stopping;

    PacedWriter(Guard guard, long pauseMicros) {
        this.guard = guard;
        this.pauseNanos = TimeUnit.MICROSECONDS.toNanos(pauseMicros);
        running = this;
        thread.start();
    }

    static PacedWriter running() {
        return running;
    }

    private void work() {
        while (!stopping) {
            LockSupport.parkNanos(this, pauseNanos);
            long start = System.nanoTime();
            since = start;
            guard.write(() -> add(System.nanoTime() - start));
            since = 0;
        }
    }

    private synchronized void add(long wait) {
        if (taken < KEPT) {
            waits[taken++] = wait;
        }
    }

    /** Takes what there is, sorted; a write that still waits counts with the time that it has waited. */
    synchronized long[] takeWaits() {
        long start = since;
        if (start != 0) {
            add(System.nanoTime() - start);
        }
        long[] sorted = Arrays.copyOf(waits, taken);
        taken = 0;
        Arrays.sort(sorted);
        return sorted;
    }

    @Override
    public void close() {
        stopping = true;
        running = null;
    }
}
