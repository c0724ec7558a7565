// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * The requests of one node that are under way, in order of arrival. Two of them conflict when they overlap
 * and at least one is serialising; the later one waits until the earlier one has left.
 *
 * <p>There are no wait cycles. Within a node a request waits for earlier ones only, and it has one place at
 * most: inside a range that it has to itself it needs no second one. Between nodes, whoever has a place here
 * waits further down at most, never further up. A wait lasts until others have finished, or have been given
 * up and forgotten; interrupting it does nothing.
 *
 * <p>The list is as long as there are requests inside the node, each of which is a token that its device
 * counted.
 */
final class Tracker {

    private final String node;
    private final ReentrantLock lock = new ReentrantLock();

    /** Everything below, and the lists' links, under the lock. */
    private Tracked first;
    private Tracked last;
    private int serialising;

    Tracker(String node) {
        this.node = node;
    }

    /**
     * Enters, once no conflicting request is before it.
     *
     * @param start the first byte
     * @param end the byte after the last one
     * @return its place, or null where it would have to wait and may not
     * @throws BlockException ABANDONED
     */
    Tracked enter(BlockRequest owner, long start, long end, boolean serialise, boolean mayWait)
            throws BlockException {
        lock.lock();
        try {
            Tracked entry = new Tracked(this, owner, start, end, serialise);
            if (serialise || serialising > 0) {
                if (inOwnRange(entry)) {
                    return Tracked.NONE;
                }
                entry.blockers = countBlockers(entry);
            }
            if (entry.blockers > 0 && !mayWait) {
                return null;
            }
            // Under the lock, which forget takes once the mark is set: one of the two sees the other.
            Abandonment.check(node, owner);
            append(entry);
            await(entry);
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /** Takes out every place of a request that was given up; a waiting one wakes and throws ABANDONED. */
    void forget(BlockRequest owner) {
        lock.lock();
        try {
            Tracked next;
            for (Tracked one = first; one != null; one = next) {
                next = one.next;
                if (one.owner == owner) {
                    remove(one);
                    if (one.turn != null) {
                        one.turn.signal();
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void leave(Tracked entry) {
        lock.lock();
        try {
            if (entry.listed) {
                remove(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many are inside or wait. */
    int size() {
        lock.lock();
        try {
            int size = 0;
            for (Tracked one = first; one != null; one = one.next) {
                size++;
            }
            return size;
        } finally {
            lock.unlock();
        }
    }

    private boolean inOwnRange(Tracked entry) {
        for (Tracked one = first; one != null; one = one.next) {
            if (one.owner == entry.owner) {
                assert one.covers(entry.start, entry.end) : node + ": a second place for one request";
                return true;
            }
        }
        return false;
    }

    private int countBlockers(Tracked entry) {
        int blockers = 0;
        for (Tracked one = first; one != null; one = one.next) {
            if (one.conflicts(entry)) {
                blockers++;
            }
        }
        return blockers;
    }

    private void await(Tracked entry) throws BlockException {
        if (entry.blockers > 0) {
            entry.turn = lock.newCondition();
            while (entry.blockers > 0 && entry.listed) {
                entry.turn.awaitUninterruptibly();
            }
            if (!entry.listed) {
                throw Abandonment.of(node, entry.owner);
            }
        }
    }

    private void append(Tracked entry) {
        entry.listed = true;
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        if (entry.serialising) {
            serialising++;
        }
    }

    private void remove(Tracked entry) {
        entry.listed = false;
        if (entry.serialising) {
            serialising--;
        }
        if (entry.previous == null) {
            first = entry.next;
        } else {
            entry.previous.next = entry.next;
        }
        if (entry.next == null) {
            last = entry.previous;
        } else {
            entry.next.previous = entry.previous;
        }
        for (Tracked one = entry.next; one != null; one = one.next) {
            if (one.conflicts(entry) && --one.blockers == 0) {
                one.turn.signal();
            }
        }
        entry.previous = null;
        entry.next = null;
    }
}
