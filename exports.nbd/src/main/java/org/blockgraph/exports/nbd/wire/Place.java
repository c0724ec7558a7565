// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.InterruptedIOException;

/**
 * One connection's place among those that have buffers. Taken and left by the connection's thread; the
 * clock's thread asks for it while others wait.
 */
public final class Place {

    private final BufferRoom room;

    /** What the export has of it, once that is chosen. */
    private volatile BufferRoom share;

    /** Whether the place that is taken is counted there as well; the connection's thread. */
    private boolean shared;

    private volatile boolean taken;

    /** How often the clock's thread has asked for it since it was taken. */
    private volatile int asked;

    /** How long the connection has waited for it in all, in nanoseconds; the connection's thread. */
    private long waited;

    /** A place that is not taken. */
    public Place(BufferRoom room) {
        this.room = room;
    }

    /**
     * Takes the place, before the first buffer is used; waits for it when there is no room.
     *
     * @throws InterruptedIOException when the connection is being ended meanwhile
     */
    public void take() throws InterruptedIOException {
        if (!taken) {
            long start = System.nanoTime();
            // In this order: whoever has a place of all waits for none of the export's.
            if (share != null) {
                share.enter();
                shared = true;
            }
            try {
                room.enter();
                taken = true;
            } finally {
                if (!taken) {
                    leaveShare();
                }
            }
            waited += System.nanoTime() - start;
            asked = 0;
        }
    }

    /** Is one of an export's from now on. */
    public void join(BufferRoom export) {
        share = export;
        shared = taken && export.enterNow();
    }

    private void leaveShare() {
        if (shared) {
            shared = false;
            share.leave();
        }
    }

    /** Leaves the place, after the last buffer was given back. */
    public void leave() {
        if (taken) {
            taken = false;
            room.leave();
            leaveShare();
        }
    }

    /** Returns how long the connection has waited for room in all, in nanoseconds. */
    public long waitedNanos() {
        return waited;
    }

    /** Tells whether it is taken. Any thread. */
    public boolean isTaken() {
        return taken;
    }

    /** Asks the connection's thread to leave it once it can; returns how often that was done before. */
    public int ask() {
        int before = asked;
        asked = before + 1;
        return before;
    }

    /** Tells whether it is to be left as soon as it can be. */
    public boolean isWanted() {
        return asked > 0 || room.wanted() || share != null && share.wanted();
    }

    /** Takes a place for a request that is held up, where one can be had at once. Any thread. */
    public boolean takeAside() {
        if (share != null && !share.enterNow()) {
            return false;
        }
        boolean entered = room.enterAside();
        if (!entered && share != null) {
            share.leave();
        }
        return entered;
    }

    /** Leaves such a place, when the request has returned. Any thread. */
    public void leaveAside() {
        room.leaveAside();
        if (share != null) {
            share.leave();
        }
    }
}
