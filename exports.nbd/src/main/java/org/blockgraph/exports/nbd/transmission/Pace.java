// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

/**
 * How long writes take lately. A write can't be tried without waiting, so this decides: while writes are
 * about as quick as a hand-over the connection's thread carries them out itself, and when they are slow the
 * pool does, many at a time. Plain fields of the connection's thread, which also hears of what the pool
 * measured.
 */
final class Pace {

    /** Slower than this on average, a write is worth a hand-over, in nanoseconds. */
    static final long QUICK = 100_000;

    /** The newest measurement counts for one part in so many. */
    private static final int WEIGHT = 8;

    /**
     * No measurement counts for more, in nanoseconds: a thread that lost its processor for a moment, or
     * waited while a driver was replaced, says nothing of the next write.
     */
    private static final long MOST = 4 * QUICK;

    private long mean;

    boolean quick() {
        return mean < QUICK;
    }

    void took(long nanos) {
        mean += (Math.min(nanos, MOST) - mean) / WEIGHT;
    }
}
