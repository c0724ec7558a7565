// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.server;

import org.blockgraph.api.export.BlockExports;
import org.blockgraph.api.export.ExportStats;
import org.blockgraph.exports.nbd.transmission.Counters;
import org.blockgraph.exports.nbd.transmission.Counters.Number;

/**
 * What was counted in each of the last seconds, for rates. {@link #sample} is called once a second. Guarded
 * by the monitor.
 */
final class Rates {

    private static final int SAMPLES = BlockExports.RATE_SECONDS + 1;
    private static final double NANOS = 1e9;

    private final long[] times = new long[SAMPLES];
    private final Counters[] sums = new Counters[SAMPLES];
    private int taken;

    Rates() {
        sample(new Counters());
    }

    synchronized void sample(Counters now) {
        int slot = taken++ % SAMPLES;
        times[slot] = System.nanoTime();
        sums[slot] = now;
    }

    /** Compares what is counted now with the oldest sample. */
    synchronized ExportStats stats(Counters now) {
        int oldest = taken <= SAMPLES ? 0 : taken % SAMPLES;
        Counters then = sums[oldest];
        double seconds = Math.max(1, System.nanoTime() - times[oldest]) / NANOS;
        long requests = now.get(Number.REQUESTS) - then.get(Number.REQUESTS);
        long latency = now.get(Number.LATENCY) - then.get(Number.LATENCY);
        return new ExportStats(
                now.get(Number.REQUESTS),
                now.get(Number.FAILED),
                now.get(Number.READ_BYTES),
                now.get(Number.WRITTEN_BYTES),
                requests / seconds,
                (now.get(Number.READ_BYTES) - then.get(Number.READ_BYTES)) / seconds,
                (now.get(Number.WRITTEN_BYTES) - then.get(Number.WRITTEN_BYTES)) / seconds,
                requests == 0 ? 0 : latency / requests,
                now.get(Number.LONGEST));
    }
}
