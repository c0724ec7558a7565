// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * How many connections of a server may have buffers at the same time. Who needs some when there is no room
 * waits for its turn; meanwhile connections give theirs back between requests, and who can't, because its
 * client stopped in the middle of something, is to be cut off. Any thread.
 */
public final class BufferRoom {

    /** The most memory for the buffers of all connections, in bytes. */
    public static final long MAX_BYTES = 512L << 20;

    /** Of the memory that the JVM may use, this part is for these buffers at most. */
    private static final int PART = 4;

    /** Some can always work. */
    private static final int LEAST = 16;

    private final int size;
    private final Semaphore places;

    /** How many of them may belong to requests that a device holds up. */
    private final Semaphore aside;

    /** Room for so many connections. */
    public BufferRoom(int size) {
        this.size = size;
        this.places = new Semaphore(size, true);
        this.aside = new Semaphore(size / 2);
    }

    /** Room in a quarter of the memory that the JVM may use, and at most {@link #MAX_BYTES}. */
    public static BufferRoom usual(int bytesOfEach) {
        long bytes = Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / PART);
        return new BufferRoom((int) Math.max(LEAST, bytes / bytesOfEach));
    }

    /** Returns room for one export, three quarters of all: where its device hangs, others have the rest. */
    public BufferRoom share() {
        return new BufferRoom(Math.max(1, size - size / 4));
    }

    /** Tells whether somebody waits for room. */
    public boolean wanted() {
        return places.hasQueuedThreads();
    }

    /** Waits for room, in the order of arrival. */
    void enter() throws InterruptedIOException {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while it waited for memory");
        }
    }

    boolean enterNow() {
        return !wanted() && places.tryAcquire();
    }

    void leave() {
        places.release();
    }

    /** Takes a place for buffers that stay with a request that is held up; at most half of all are. */
    boolean enterAside() {
        if (!aside.tryAcquire()) {
            return false;
        }
        boolean taken = enterNow();
        if (!taken) {
            aside.release();
        }
        return taken;
    }

    void leaveAside() {
        aside.release();
        places.release();
    }
}
