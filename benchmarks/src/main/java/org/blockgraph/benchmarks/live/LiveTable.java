// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, in Markdown; a cell is the median of its rounds. */
final class LiveTable {

    private final Map<String, List<OverlayRun.Result>> overlays = new LinkedHashMap<>();
    private final Map<String, List<FilterRun.Result>> filters = new LinkedHashMap<>();

    void add(String side, OverlayRun.Result result) {
        overlays.computeIfAbsent(side, key -> new ArrayList<>()).add(result);
    }

    void add(FilterRun.Result result) {
        String how = "below " + result.writers() + " writers"
                + (result.pace() == 0 ? "" : ", " + (int) result.pace() + " cycles/s wanted");
        filters.computeIfAbsent(how, key -> new ArrayList<>()).add(result);
    }

    /** Overlays that are added and deleted, by each side. */
    String overlays() {
        StringBuilder text = new StringBuilder("| overlay added and deleted | cycles/s | a cycle, ms: median,"
                + " p99, longest | reads/s alone | meanwhile | meanwhile / alone |\n|"
                + "---|".repeat(6) + "\n");
        overlays.forEach((side, results) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.2f, %.2f, %.1f | %.0f | %.0f | %.2f |%n",
                side,
                median(results.stream().map(result -> result.cycles().perSecond()).toList()),
                median(results.stream().map(result -> result.cycles().millis(0.5)).toList()),
                median(results.stream().map(result -> result.cycles().millis(0.01)).toList()),
                median(results.stream().map(result -> result.cycles().millis(0)).toList()),
                median(results.stream().map(OverlayRun.Result::alone).toList()),
                median(results.stream().map(OverlayRun.Result::disturbed).toList()),
                median(results.stream().map(result -> result.disturbed() / result.alone()).toList()))));
        return text.toString();
    }

    /** Filters that come and go. */
    String filters() {
        StringBuilder text = new StringBuilder("| filter inserted and removed | cycles/s | a cycle, ms:"
                + " median, p99, longest | gates closed by a change, us: median, p99 | writes/s alone"
                + " | meanwhile |\n|"
                + "---|".repeat(6) + "\n");
        filters.forEach((how, results) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.2f, %.2f, %.1f | %.0f, %.0f | %.0f | %.0f |%n",
                how,
                median(results.stream().map(result -> result.cycles().perSecond()).toList()),
                median(results.stream().map(result -> result.cycles().millis(0.5)).toList()),
                median(results.stream().map(result -> result.cycles().millis(0.01)).toList()),
                median(results.stream().map(result -> result.cycles().millis(0)).toList()),
                median(results.stream().map(result -> micros(result.pauses(), 0.5)).toList()),
                median(results.stream().map(result -> micros(result.pauses(), 0.01)).toList()),
                median(results.stream().map(FilterRun.Result::alone).toList()),
                median(results.stream().map(FilterRun.Result::disturbed).toList()))));
        return text.toString();
    }

    private static double micros(List<Long> nanos, double above) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * (1 - above))] / 1e3;
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
