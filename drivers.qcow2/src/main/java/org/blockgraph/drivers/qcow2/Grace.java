// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells when every request that may still use a cluster has left. A request enters the current one of two
 * epochs; the epochs take turns, and one begins only when nobody is left in it from its last turn. So what
 * was unlinked before {@link #now} is unused once two turns have passed: {@link #isOver}.
 *
 * <p>Entering and leaving cost an addition to a counter that threads hardly share.
 */
final class Grace {

    private static final int STRIPES = 16;
    private static final int PADDING = 8;
    static final int TURNS_NEEDED = 2;

    /** Who is inside, for both epochs; by all threads. */
    private final AtomicLongArray inside = new AtomicLongArray(2 * STRIPES * PADDING);

    /** How often the epochs changed; written under the monitor, read by all threads. */
    private volatile long turns;

    /** Enters; the result goes to {@link #leave}. Any thread. */
    int enter() {
        int slot = slot((int) (turns & 1), (int) Thread.currentThread().threadId() & STRIPES - 1);
        inside.getAndIncrement(slot);
        return slot;
    }

    void leave(int slot) {
        inside.getAndDecrement(slot);
    }

    private static int slot(int epoch, int stripe) {
        return (epoch * STRIPES + stripe) * PADDING;
    }

    /** Returns the moment; call it after what is to be unused was unlinked. */
    long now() {
        return turns;
    }

    /** Tells whether everybody who was inside at that moment has left. Never waits. */
    synchronized boolean isOver(long moment) {
        while (turns - moment < TURNS_NEEDED) {
            int next = (int) (turns + 1 & 1);
            if (count(next) != 0) {
                return false;
            }
            turns++;
        }
        return true;
    }

    private long count(int epoch) {
        long sum = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            sum += inside.get(slot(epoch, stripe));
        }
        return sum;
    }
}
