// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long a writer takes against readers that never pause, with more and more contexts. */
final class WriterTable {

    private static final int[] CONTEXTS = {1, 10, 100, 1_000};

    /** For the other locks a number of contexts means nothing but a number of readers. */
    private static final List<Kind> KINDS =
            List.of(Kind.READ_WRITE, Kind.READ_WRITE_FAIR, Kind.STAMPED, Kind.SHARED, Kind.CONFINED,
            Kind.QUIESCED);

    /** The times, as medians, 99th percentiles and longest. */
    private record Times(Cell median, Cell p99, Cell longest) {
        Times() {
            this(new Cell(), new Cell(), new Cell());
        }
    }

    private final Map<Kind, Map<Integer, Times>> times = new EnumMap<>(Kind.class);

    private WriterTable() {}

    /** Measures and prints. */
    static void print(int rounds, String java) throws Exception {
        WriterTable table = new WriterTable();
        for (int round = 1; round <= rounds; round++) {
            for (int contexts : CONTEXTS) {
                for (Kind kind : KINDS) {
                    table.measure(java, kind, contexts);
                }
            }
            System.err.println("round " + round + " of " + rounds);
        }
        System.out.print(table.text());
    }

    private void measure(String java, Kind kind, int contexts) throws Exception {
        Map<String, Double> scores =
                new Trial("WriterBenchmark.write", kind, 1, "contexts", contexts).run(java, List.of());
        Times cell = times.computeIfAbsent(kind, _ -> new TreeMap<>())
                .computeIfAbsent(contexts, _ -> new Times());
        cell.median.add(scores.get(Trial.MEDIAN));
        cell.p99.add(scores.get(Trial.P99));
        cell.longest.add(scores.get(Trial.LONGEST));
    }

    private String text() {
        StringBuilder text = new StringBuilder("| us to come in and leave: median, p99, longest");
        for (int contexts : CONTEXTS) {
            text.append(" | ").append(contexts).append(contexts == 1 ? " context" : " contexts");
        }
        text.append(" |\n").append("|---".repeat(1 + CONTEXTS.length)).append("|\n");
        times.forEach((kind, byContexts) -> {
            text.append("| ").append(kind.title());
            byContexts.values().forEach(cell -> text.append(" | ").append(cell.median.spread())
                    .append(", ").append(Cell.number(cell.p99.median()))
                    .append(", ").append(Cell.number(cell.longest.median())));
            text.append(" |\n");
        });
        return text.toString();
    }
}
