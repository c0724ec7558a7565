// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.NodeServices;

/**
 * A clock that stands until a test moves it, and the waits of nodes by that clock. Guarded by this, but the
 * time itself is read without it: a group asks for it with its own lock held, while a condition that is
 * awaited here may wait for that lock.
 */
final class FakeTime {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private volatile long now = 1_000;

    /** When the pauses end that are under way. */
    private final List<Long> ends = new ArrayList<>();

    /** How many pauses have begun. */
    private int begun;

    long now() {
        return now;
    }

    synchronized void pass(long nanos) {
        now += nanos;
        notifyAll();
    }

    /** Waits until so many requests pause that time has not reached yet. */
    synchronized void awaitPausing(int count) throws InterruptedException {
        awaitThat(() -> ends.stream().filter(end -> end > now).count() == count, count + " pauses");
    }

    /** Waits until so many pauses have begun in all: one that was interrupted is begun anew. */
    synchronized void awaitBegun(int count) throws InterruptedException {
        awaitThat(() -> begun >= count, count + " pauses to begin");
    }

    /** A condition under the clock's monitor. */
    interface Condition {
        boolean holds();
    }

    synchronized void awaitThat(Condition condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("waited in vain for " + what + " at " + now + "; ends: " + ends);
            }
            // Short, because not everything that a condition looks at notifies.
            wait(Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, 5));
        }
    }

    /** What one node is lent. */
    final class Services implements NodeServices {

        private boolean drained;

        void drain(boolean begins) {
            synchronized (FakeTime.this) {
                drained = begins;
                FakeTime.this.notifyAll();
            }
        }

        @Override
        public boolean pause(BlockRequest request, Duration time) {
            synchronized (FakeTime.this) {
                Long end = now + time.toNanos();
                ends.add(end);
                begun++;
                FakeTime.this.notifyAll();
                try {
                    while (now < end && !drained) {
                        FakeTime.this.wait();
                    }
                    return now >= end;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                } finally {
                    ends.remove(end);
                    FakeTime.this.notifyAll();
                }
            }
        }

        @Override
        public void execute(Task task) {
            throw new UnsupportedOperationException("no node of these tests has tasks");
        }

        @Override
        public Scheduled schedule(Duration delay, Task task) {
            throw new UnsupportedOperationException("no node of these tests has timers");
        }

        @Override
        public void report(String sentence) {
            throw new AssertionError("reported: " + sentence);
        }

        @Override
        public void corrupted(String sentence) {
            throw new AssertionError("corrupted: " + sentence);
        }
    }
}
