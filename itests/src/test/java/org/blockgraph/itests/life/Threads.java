// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.util.Arrays;

/** Waits for threads of a test to end. */
final class Threads {

    private static final long END_MILLIS = 60_000;

    private Threads() {}

    /** Joins, or fails and says where the thread is. */
    static void join(Thread thread) {
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while " + thread.getName() + " ended", e);
        }
        if (thread.isAlive()) {
            throw new AssertionError(
                    thread.getName() + " does not end; it is at " + Arrays.toString(thread.getStackTrace()));
        }
    }
}
