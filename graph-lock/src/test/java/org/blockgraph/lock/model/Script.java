// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** What one thread does in one round: a number of random deeds, of which it remembers the last few. */
abstract class Script implements Runnable {

    private static final int REMEMBERED = 12;

    final Stage stage;
    final RandomGenerator random;
    private final String name;
    private final int deeds;
    private final Deque<String> last = new ArrayDeque<>();

    /** What happened how often. Its thread's, and read when that has ended. */
    private final Map<String, Long> tally = new TreeMap<>();

    private volatile Throwable failure;
    private volatile long failedAt;
    private volatile String doing = "nothing yet";

    Script(Stage stage, String name, RandomGenerator random, int deeds) {
        this.stage = stage;
        this.name = name;
        this.random = random;
        this.deeds = deeds;
    }

    abstract void deed() throws InterruptedException;

    /** What must be done before the round is over. */
    void end() {}

    @Override
    public final void run() {
        try {
            for (int i = 0; i < deeds; i++) {
                try {
                    deed();
                } catch (InterruptedException _) {
                    doing("interrupted");
                    count("interrupted");
                }
            }
            end();
        } catch (Throwable e) {
            failedAt = System.nanoTime();
            failure = e;
        }
    }

    /** Remembers what comes next, for the report of a failure. */
    final void doing(String what) {
        doing = what;
        synchronized (last) {
            if (last.size() == REMEMBERED) {
                last.removeFirst();
            }
            last.addLast(what);
        }
    }

    final void count(String what) {
        tally.merge(what, 1L, Long::sum);
    }

    Map<String, Long> tally() {
        return tally;
    }

    Throwable failure() {
        return failure;
    }

    long failedAt() {
        return failedAt;
    }

    /** Waits a little, in one way or another; most often not at all. */
    final void dawdle() {
        switch (random.nextInt(10)) {
            case 0 -> Thread.yield();
            case 1 -> LockSupport.parkNanos(random.nextInt(200_000));
            case 2, 3 -> Structure.pause(random.nextInt(300));
            default -> Structure.pause(random.nextInt(20));
        }
    }

    final boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @Override
    public String toString() {
        synchronized (last) {
            return name + " (" + doing + "), before: " + last;
        }
    }
}
