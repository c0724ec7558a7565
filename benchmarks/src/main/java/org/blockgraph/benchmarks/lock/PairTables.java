// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a reader's pair takes on every lock: alone, beside a writer, by one thread and by many. */
final class PairTables {

    /** How the readers run. */
    private enum Load {
        ONE("1 thread", "PairBenchmark.platform", 1),
        TWO("2 threads", "PairBenchmark.platform", 2),
        VIRTUAL("64 virtual threads", "PairBenchmark.virtual", 1);

        private final String title;
        private final String method;
        private final int threads;

        Load(String title, String method, int threads) {
            this.title = title;
            this.method = method;
            this.threads = threads;
        }
    }

    private static final int EVERY_MILLISECOND = 1_000;

    private final int pause;
    private final Map<Load, Map<Kind, Map<String, Cell>>> cells = new EnumMap<>(Load.class);

    private PairTables(int pause) {
        this.pause = pause;
    }

    /** Measures and prints. */
    static void print(int rounds, String java) throws Exception {
        PairTables alone = new PairTables(0);
        PairTables beside = new PairTables(EVERY_MILLISECOND);
        for (int round = 1; round <= rounds; round++) {
            alone.measure(java);
            beside.measure(java);
            System.err.println("round " + round + " of " + rounds);
        }
        System.out.println("Readers alone:\n\n" + alone.times() + "\nA writer every millisecond:\n\n"
                + beside.times() + "\nThat writer:\n\n" + beside.writers());
    }

    private void measure(String java) throws Exception {
        for (Load load : Load.values()) {
            for (Kind kind : Kind.values()) {
                Map<String, Cell> cell = cells.computeIfAbsent(load, _ -> new EnumMap<>(Kind.class))
                        .computeIfAbsent(kind, _ -> new HashMap<>());
                new Trial(load.method, kind, load.threads, "pause", pause).run(java, List.of())
                        .forEach((name, value) -> cell.computeIfAbsent(name, _ -> new Cell()).add(value));
            }
        }
    }

    private String times() {
        StringBuilder text = new StringBuilder("| ns for a pair");
        for (Load load : Load.values()) {
            text.append(" | ").append(load.title).append(" | times as fast");
        }
        text.append(" | bytes for a pair |\n").append("|---".repeat(8)).append("|\n");
        for (Kind kind : Kind.values()) {
            text.append("| ").append(kind.title());
            List<String> garbage = new ArrayList<>();
            for (Load load : Load.values()) {
                Cell time = cell(load, kind, Trial.TIME);
                text.append(" | ").append(time.spread())
                        .append(" | ").append(time.in(cell(load, Kind.READ_WRITE, Trial.TIME)).spread());
                garbage.add(median(load, kind, Trial.GARBAGE));
            }
            text.append(" | ").append(String.join(", ", garbage)).append(" |\n");
        }
        return text.toString();
    }

    private String writers() {
        StringBuilder text = new StringBuilder("| writes/s, median wait, longest");
        for (Load load : Load.values()) {
            text.append(" | ").append(load.title);
        }
        text.append(" |\n").append("|---".repeat(4)).append("|\n");
        for (Kind kind : Kind.values()) {
            text.append("| ").append(kind.title());
            for (Load load : Load.values()) {
                text.append(" | ").append(median(load, kind, WriterProfiler.WRITES))
                        .append(", ").append(median(load, kind, WriterProfiler.MEDIAN))
                        .append(" us, ").append(median(load, kind, WriterProfiler.LONGEST)).append(" us");
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    private String median(Load load, Kind kind, String what) {
        return Cell.number(cell(load, kind, what).median());
    }

    private Cell cell(Load load, Kind kind, String what) {
        return cells.get(load).get(kind).get(what);
    }
}
