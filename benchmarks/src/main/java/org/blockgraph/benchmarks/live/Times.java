// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.util.Arrays;

/** How long each of many things took. One thread. */
final class Times {

    private long[] nanos = new long[1 << 16];
    private int count;
    private long begin;
    private long end;

    /** Begins to count. */
    void begin() {
        begin = System.nanoTime();
    }

    /** Notes one that has just ended. */
    void add(long startNanos) {
        end = System.nanoTime();
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = end - startNanos;
    }

    int count() {
        return count;
    }

    double perSecond() {
        return count * 1e9 / (end - begin);
    }

    /** Returns the value, in milliseconds, above which this part of all lies. */
    double millis(double above) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, count * (1 - above))] / 1e6;
    }
}
