// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One wait of the writer for the readers to leave.
 *
 * <p>A reader that leaves does so without a fence between its departure and its look at the bell, so a writer
 * that goes to sleep in that moment may be missed. Therefore the writer never sleeps for long: it checks
 * again after a bounded time. The bound is what a missed ring costs, and it is rare; every other departure
 * wakes the writer at once.
 */
final class WriterWait {

    /** How long the writer looks again and again before it sleeps: most reads are shorter. */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    /**
     * How long it lets readers go first that slept through the last write, so that writers one after the
     * other do not shut them out. Not for longer: nobody knows when a virtual thread that was woken will run.
     */
    private static final long COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long FIRST_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Registry registry;
    private final ReaderGate readers;
    private final WriterSignal signal;
    private final String reason;

    /** Told of a wait that lasts; null when it cannot. */
    private final WriterWatch watch;

    private final long start = System.nanoTime();
    private final long readersAtStart;

    /** Begins a wait of which nobody is told. */
    WriterWait(Registry registry, ReaderGate readers, WriterSignal signal) {
        this(registry, readers, signal, "", null);
    }

    /** Begins to wait: takes the time and counts the readers. */
    WriterWait(
            Registry registry, ReaderGate readers, WriterSignal signal, String reason, WriterWatch watch) {
        this.registry = registry;
        this.readers = readers;
        this.signal = signal;
        this.reason = reason;
        this.watch = watch;
        this.readersAtStart = registry.sumNow();
    }

    String reason() {
        return reason;
    }

    /** Returns when it began, by System.nanoTime. */
    long begun() {
        return start;
    }

    long readersAtStart() {
        return readersAtStart;
    }

    long elapsedNanos() {
        return System.nanoTime() - start;
    }

    /** Waits without limit; an interrupt is kept for later. */
    void untilAlone() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    // Some 292 years; should they pass, it waits again.
                    if (untilAlone(Long.MAX_VALUE)) {
                        return;
                    }
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits at most so long after this wait was made.
     *
     * @return true when the signal is raised and nobody is inside, false when the time is over
     */
    boolean untilAlone(long nanos) throws InterruptedException {
        while (elapsedNanos() < Math.min(nanos, SPIN_NANOS)) {
            if (attempt(nanos)) {
                return true;
            }
            Thread.onSpinWait();
        }
        registry.noticeReaders();
        try {
            return sleepUntilAlone(nanos);
        } finally {
            signal.stopWaiting();
        }
    }

    private boolean attempt(long nanos) {
        return readers.shutOut(elapsedNanos() < Math.min(nanos, COURTESY_NANOS));
    }

    private boolean sleepUntilAlone(long nanos) throws InterruptedException {
        long sleep = FIRST_SLEEP_NANOS;
        while (true) {
            // The bell before the check: who leaves after the check finds it, unless its look came too early.
            signal.awaitRing(Thread.currentThread());
            if (attempt(nanos)) {
                return true;
            }
            long left = nanos - elapsedNanos();
            if (left <= 0) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (watch != null) {
                watch.look(this);
            }
            LockSupport.parkNanos(this, Math.min(sleep, left));
            sleep = Math.min(2 * sleep, LONGEST_SLEEP_NANOS);
        }
    }
}
