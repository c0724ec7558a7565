// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.nbd;

import java.util.concurrent.TimeUnit;

/** How long requests took, to the microsecond. One thread. */
final class Latencies {

    private static final int LONGEST = 1 << 17;

    private final int[] counts = new int[LONGEST];
    private long total;

    void add(long nanos) {
        int micros = (int) Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST - 1);
        counts[micros]++;
        total++;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < LONGEST; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** Returns what so many of a hundred requests did not exceed, in microseconds. */
    int percentile(double percent) {
        long left = (long) Math.ceil(total * percent / 100);
        int micros = 0;
        while (micros < LONGEST - 1 && left > counts[micros]) {
            left -= counts[micros++];
        }
        return micros;
    }
}
