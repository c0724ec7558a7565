// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one token has done. Written by the thread that uses the token, one at a time, read by anybody: opaque
 * access makes the numbers whole without costing the fast path a fence.
 */
final class TokenCounters {

    /** The kinds of operation, and an index into the counters. */
    enum Op {
        READ,
        WRITE,
        WRITE_ZEROES,
        DISCARD,
        FLUSH,
        BLOCK_STATUS
    }

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int BYTES = Op.values().length;
    private static final int FAILED = 2 * BYTES;

    private final long[] slots = new long[FAILED + 1];

    void done(Op op, long bytes) {
        add(op.ordinal(), 1);
        add(BYTES + op.ordinal(), bytes);
    }

    void failed() {
        add(FAILED, 1);
    }

    long operations(Op op) {
        return get(op.ordinal());
    }

    long bytes(Op op) {
        return get(BYTES + op.ordinal());
    }

    long failures() {
        return get(FAILED);
    }

    /** Adds another's numbers to these; by the owner of these. */
    void addAll(TokenCounters other) {
        for (int i = 0; i < slots.length; i++) {
            add(i, other.get(i));
        }
    }

    private void add(int index, long amount) {
        SLOT.setOpaque(slots, index, slots[index] + amount);
    }

    private long get(int index) {
        return (long) SLOT.getOpaque(slots, index);
    }
}
