// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers of clusters, other than 0, in an open hash table of at most four slots for each. Changed under the
 * monitor; looked into by any thread without a lock.
 */
final class ClusterSet {

    private static final int LEAST_SLOTS = 16;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;
    private static final long EMPTY = 0;
    private static final long GONE = -1;

    /** Its length is a power of two. Replaced by a larger one, full from the start. */
    private volatile AtomicLongArray slots = new AtomicLongArray(LEAST_SLOTS);

    /** Slots that are not empty; guarded by the monitor. */
    private int taken;

    boolean contains(long cluster) {
        AtomicLongArray now = slots;
        return now.get(find(now, cluster)) == cluster;
    }

    /** Adds a cluster; returns false when it was there. */
    synchronized boolean add(long cluster) {
        assert cluster > 0 : cluster;
        if (contains(cluster)) {
            return false;
        }
        if (2 * (taken + 1) > slots.length()) {
            enlarge();
        }
        slots.set(find(slots, cluster), cluster);
        taken++;
        return true;
    }

    synchronized void remove(long cluster) {
        int slot = find(slots, cluster);
        if (slots.get(slot) == cluster) {
            slots.set(slot, GONE);
        }
    }

    /** Returns the slot that holds it, or the empty one where it belongs. */
    private static int find(AtomicLongArray slots, long cluster) {
        int last = slots.length() - 1;
        int slot = (int) (cluster * SPREAD >>> 33) & last;
        while (slots.get(slot) != cluster && slots.get(slot) != EMPTY) {
            slot = slot + 1 & last;
        }
        return slot;
    }

    private void enlarge() {
        AtomicLongArray before = slots;
        AtomicLongArray larger = new AtomicLongArray(2 * before.length());
        taken = 0;
        for (int i = 0; i < before.length(); i++) {
            long cluster = before.get(i);
            if (cluster != EMPTY && cluster != GONE) {
                larger.set(find(larger, cluster), cluster);
                taken++;
            }
        }
        slots = larger;
    }
}
