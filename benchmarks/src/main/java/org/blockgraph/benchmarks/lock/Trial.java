// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * One run of JMH in a process of its own.
 *
 * @param method the benchmark, class and method
 * @param kind the lock
 * @param threads how many threads JMH runs it with
 * @param parameter the name of its other parameter
 * @param value the value of that
 */
record Trial(String method, Kind kind, int threads, String parameter, int value) {

    static final String TIME = "time";
    static final String MEDIAN = "p50";
    static final String P99 = "p99";
    static final String LONGEST = "max";
    static final String GARBAGE = "gc.alloc.rate.norm";

    private static final TimeValue EACH = TimeValue.milliseconds(200);
    private static final int TIMES = 3;

    /** A writer pauses between its writes, so that it takes longer until all of it is compiled. */
    private static final int WRITER_TIMES = 10;

    /**
     * Runs it, and returns what was measured by name, in the benchmark's own units.
     *
     * @param java the program that starts its process
     */
    Map<String, Double> run(String java, List<String> jvmArguments) throws RunnerException {
        RunResult result = new Runner(new OptionsBuilder()
                .include("\\." + method.replace(".", "\\.") + "$")
                .param("kind", kind.name())
                .param(parameter, String.valueOf(value))
                .threads(threads)
                .forks(1)
                .jvm(java)
                .warmupTime(EACH)
                .warmupIterations(method.startsWith("WriterBenchmark.") ? WRITER_TIMES : TIMES)
                .measurementTime(EACH)
                .measurementIterations(TIMES)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                .addProfiler(WriterProfiler.class)
                .jvmArgsAppend(jvmArguments.toArray(String[]::new))
                .build()).runSingle();
        Map<String, Double> scores = new HashMap<>();
        result.getSecondaryResults().forEach((name, each) -> scores.put(name, each.getScore()));
        Statistics times = result.getPrimaryResult().getStatistics();
        scores.put(TIME, times.getMean());
        scores.put(MEDIAN, times.getPercentile(50));
        scores.put(P99, times.getPercentile(99));
        scores.put(LONGEST, times.getMax());
        return scores;
    }
}
