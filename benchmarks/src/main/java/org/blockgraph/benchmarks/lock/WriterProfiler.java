// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Reports the writer beside the readers: how often it came in, and how long it waited. */
public final class WriterProfiler implements InternalProfiler {

    static final String WRITES = "writer.writes";
    static final String MEDIAN = "writer.median";
    static final String LONGEST = "writer.longest";

    private long begun;

    /** Made by JMH. */
    public WriterProfiler() {}

    @Override
    public String getDescription() {
        return "the writer beside the readers";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        PacedWriter writer = PacedWriter.running();
        if (writer != null) {
            writer.takeWaits();
        }
        begun = System.nanoTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        PacedWriter writer = PacedWriter.running();
        if (writer == null) {
            return List.of();
        }
        long[] waits = writer.takeWaits();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double median = waits.length == 0 ? Double.NaN : waits[waits.length / 2] / 1e3;
        double longest = waits.length == 0 ? Double.NaN : waits[waits.length - 1] / 1e3;
        return List.of(
                new ScalarResult(WRITES, waits.length / seconds, "1/s", AggregationPolicy.AVG),
                new ScalarResult(MEDIAN, median, "us", AggregationPolicy.AVG),
                new ScalarResult(LONGEST, longest, "us", AggregationPolicy.MAX));
    }
}
