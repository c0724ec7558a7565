// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.InterruptedIOException;

/** One connection's place among those that have buffers. Taken and left by the connection's thread. */
public final class Place {

    private final BufferRoom room;

    /** Written by the connection's thread, read by the clock's. */
    private volatile boolean taken;

    /** Whether it is to be left as soon as it can be; set by the clock's thread. */
    private volatile boolean asked;

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
            room.enter();
            taken = true;
        }
    }

    /** Leaves the place, after the last buffer was given back. */
    public void leave() {
        if (taken) {
            asked = false;
            taken = false;
            room.leave();
        }
    }

    /** Tells whether it is taken. Any thread. */
    public boolean isTaken() {
        return taken;
    }

    /** Asks the connection's thread to leave it, once it looks. Any thread. */
    public void ask() {
        asked = true;
    }

    /** Tells whether it is to be left as soon as it can be. */
    public boolean isWanted() {
        return asked || room.wanted();
    }
}
