// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the lock's events cost: with no recording, with one that wants them all, and in another build. */
final class RecorderTable {

    private static final String CLASS_PATH = "java.class.path";

    private static final String RECORDING = "-XX:StartFlightRecording:settings=default"
            + ",+org.blockgraph.lock.ReaderWait#enabled=true,+org.blockgraph.lock.ReaderWait#threshold=0ms"
            + ",+org.blockgraph.lock.WriterWait#enabled=true,+org.blockgraph.lock.WriterWait#threshold=0ms"
            + ",+org.blockgraph.lock.WriteHold#enabled=true,+org.blockgraph.lock.WriteHold#threshold=0ms";

    /** One column. */
    private record Setting(String title, String classPath, List<String> jvmArguments) {}

    private static final Map<String, Trial> JOBS = new LinkedHashMap<>();

    static {
        JOBS.put("pair, own context, 1 thread, ns", pair(Kind.CONFINED, 1));
        JOBS.put("pair, own context, 2 threads, ns", pair(Kind.CONFINED, 2));
        JOBS.put("pair, shared context, 1 thread, ns", pair(Kind.SHARED, 1));
        JOBS.put("pair, shared context, 2 threads, ns", pair(Kind.SHARED, 2));
        JOBS.put("write, nobody reads, us",
                new Trial("WriterBenchmark.write", Kind.CONFINED, 1, "contexts", 0));
    }

    private RecorderTable() {}

    private static Trial pair(Kind kind, int threads) {
        return new Trial("PairBenchmark.platform", kind, threads, "pause", 0);
    }

    /** Measures and prints. */
    static void print(int rounds, String java, String before) throws Exception {
        String path = System.getProperty(CLASS_PATH);
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("no recording", path, List.of()));
        settings.add(new Setting("recording everything", path, List.of(RECORDING)));
        if (before != null) {
            settings.add(new Setting("other build", before + File.pathSeparator + path, List.of()));
        }
        Map<String, List<Cell>> times = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<String, Trial> job : JOBS.entrySet()) {
                List<Cell> row = times.computeIfAbsent(
                        job.getKey(), _ -> settings.stream().map(_ -> new Cell()).toList());
                for (int i = 0; i < settings.size(); i++) {
                    // JMH gives the measured process the class path of this one.
                    System.setProperty(CLASS_PATH, settings.get(i).classPath());
                    row.get(i).add(measure(job.getValue(), java, settings.get(i).jvmArguments()));
                }
            }
            System.err.println("round " + round + " of " + rounds);
        }
        System.out.print(text(settings, times));
    }

    /** Returns the mean of what is measured in millions, the median of what is measured one by one. */
    private static double measure(Trial job, String java, List<String> jvmArguments) throws Exception {
        Map<String, Double> scores = job.run(java, jvmArguments);
        return scores.get(job.method().startsWith("WriterBenchmark.") ? Trial.MEDIAN : Trial.TIME);
    }

    private static String text(List<Setting> settings, Map<String, List<Cell>> times) {
        StringBuilder text = new StringBuilder("| ");
        settings.forEach(setting -> text.append(" | ").append(setting.title()));
        text.append(" |\n").append("|---".repeat(1 + settings.size())).append("|\n");
        times.forEach((job, row) -> {
            text.append("| ").append(job);
            row.forEach(cell -> text.append(" | ").append(cell.spread()));
            text.append(" |\n");
        });
        return text.toString();
    }
}
