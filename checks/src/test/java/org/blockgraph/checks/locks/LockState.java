// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.ArrayList;
import java.util.List;

/**
 * What the thread that runs some code is inside of: an I/O operation, reads, the global lock, the write lock.
 * Reads and the global lock nest, which matters within one method only: a callee sees whether they are held.
 */
record LockState(boolean io, int reads, int globals, boolean write) {

    static final LockState FREE = new LockState(false, 0, 0, false);
    static final LockState IO = new LockState(true, 0, 0, false);
    static final LockState READER = new LockState(true, 1, 0, false);
    static final LockState DECIDER = new LockState(false, 0, 1, false);
    static final LockState WRITER = new LockState(false, 0, 1, true);

    /** Deeper nesting than this within one method is counted no further. */
    private static final int MAX_DEPTH = 3;

    /** A small number for each state, for sets of them. */
    int number() {
        return (io ? 1 : 0) | reads << 1 | globals << 3 | (write ? 1 << 5 : 0);
    }

    static LockState ofNumber(int number) {
        return new LockState(
                (number & 1) != 0, number >> 1 & MAX_DEPTH, number >> 3 & MAX_DEPTH, (number & 1 << 5) != 0);
    }

    LockState addReads(int amount) {
        return new LockState(io, bounded(reads + amount), globals, write);
    }

    LockState addGlobals(int amount) {
        return new LockState(io, reads, bounded(globals + amount), write);
    }

    LockState withWrite(boolean held) {
        return new LockState(io, reads, globals, held);
    }

    LockState inIo() {
        return new LockState(true, reads, globals, write);
    }

    /** As a callee sees it. */
    LockState flat() {
        return new LockState(io, Math.min(reads, 1), Math.min(globals, 1), write);
    }

    private static int bounded(int depth) {
        return Math.clamp(depth, 0, MAX_DEPTH);
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (write) {
            parts.add("the write lock");
        } else if (globals > 0) {
            parts.add("the global lock");
        }
        if (reads > 0) {
            parts.add("a read");
        }
        String held = parts.isEmpty() ? "nothing" : String.join(" and ", parts);
        return (io ? "inside I/O, " : "") + "holding " + held;
    }
}
