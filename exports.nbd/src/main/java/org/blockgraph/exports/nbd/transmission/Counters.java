// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one connection has done. Written by its thread, read by anybody: opaque access makes the numbers whole
 * without costing the fast path a fence.
 */
public final class Counters {

    /** The numbers. */
    public enum Number {
        /** Requests answered. */
        REQUESTS,
        /** Requests answered with an error. */
        FAILED,
        /** Bytes read. */
        READ_BYTES,
        /** Bytes written. */
        WRITTEN_BYTES,
        /** The sum of the latencies, in nanoseconds. */
        LATENCY,
        /** The longest latency, in nanoseconds. */
        LONGEST,
        /** Requests that are with the pool. */
        HANDED_OVER
    }

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] slots = new long[Number.values().length];

    void add(Number number, long amount) {
        SLOT.setOpaque(slots, number.ordinal(), slots[number.ordinal()] + amount);
    }

    /** Counts replies that were sent together. */
    void answered(long requests, long latencyNanos) {
        add(Number.REQUESTS, requests);
        add(Number.LATENCY, requests * latencyNanos);
        if (latencyNanos > slots[Number.LONGEST.ordinal()]) {
            SLOT.setOpaque(slots, Number.LONGEST.ordinal(), latencyNanos);
        }
    }

    /** Returns a number. Any thread. */
    public long get(Number number) {
        return (long) SLOT.getOpaque(slots, number.ordinal());
    }

    /** Adds another connection's numbers, which has ended. By whoever owns these. */
    public void addAll(Counters other) {
        for (Number number : Number.values()) {
            if (number == Number.LONGEST) {
                long longest = Math.max(get(number), other.get(number));
                SLOT.setOpaque(slots, number.ordinal(), longest);
            } else if (number != Number.HANDED_OVER) {
                add(number, other.get(number));
            }
        }
    }
}
