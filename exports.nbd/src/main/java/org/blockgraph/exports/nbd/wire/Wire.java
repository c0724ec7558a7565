// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One client's bytes, in either direction. Nothing blocks but {@link #await}. All methods but {@link #wake}
 * and {@link #cut} belong to the connection's thread.
 */
public interface Wire {

    /** Takes what is here, at most what fits. Returns the number of bytes, 0 for none now, -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    /** Gives away what goes now and moves the source's position past it. */
    void write(ByteBuffer source) throws IOException;

    /** Sends what was given away and is still held back. Returns whether nothing is left. */
    boolean flush() throws IOException;

    /** What a wait is for; somebody who wakes ends any. */
    enum Until {
        /** There is something to read, or the end. */
        READABLE,
        /** There is room to write. */
        WRITABLE,
        /** Only being woken. */
        WOKEN
    }

    /**
     * Waits.
     *
     * @param millis how long at most, 0 for ever
     * @return whether it has probably come; false after a wake-up and when the time is over
     */
    boolean await(Until what, long millis) throws IOException;

    /** Ends a wait that is under way, or else the next one. Any thread. */
    void wake();

    /** Tells the client that nothing follows. What it sent and nobody has read stays readable. */
    void finish() throws IOException;

    /** Closes at once. Any thread; idempotent. */
    void cut();
}
