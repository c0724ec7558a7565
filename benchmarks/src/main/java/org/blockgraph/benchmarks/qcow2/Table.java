// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, as one line for each job. */
final class Table {

    private final Map<Job, Map<String, List<Double>>> rates = new LinkedHashMap<>();

    /** Notes what one subject did in one round: requests in a second. */
    void add(Job job, Subject subject, double rate) {
        rates.computeIfAbsent(job, key -> new LinkedHashMap<>())
                .computeIfAbsent(subject.name(), key -> new ArrayList<>())
                .add(rate);
    }

    /** Returns the table in Markdown; ratios are taken round by round. */
    String text(Subject ours, List<Subject> peers) {
        StringBuilder text = new StringBuilder("| 4 KiB, requests/s | depth | " + ours.name());
        peers.forEach(peer -> text.append(" | ").append(peer.name()).append(" | ratio (spread)"));
        text.append(" |\n|").append("---|".repeat(3 + 2 * peers.size())).append('\n');
        rates.forEach((job, bySubject) -> {
            List<Double> own = bySubject.get(ours.name());
            text.append("| ").append(job.kind().words()).append(" | ").append(job.depth());
            text.append(" | ").append(thousands(median(own)));
            for (Subject peer : peers) {
                List<Double> theirs = bySubject.get(peer.name());
                List<Double> ratios = new ArrayList<>();
                for (int round = 0; round < own.size(); round++) {
                    ratios.add(own.get(round) / theirs.get(round));
                }
                text.append(" | ").append(thousands(median(theirs))).append(" | ").append(spread(ratios));
            }
            text.append(" |\n");
        });
        return text.toString();
    }

    private static String thousands(double rate) {
        return String.format(Locale.ROOT, "%.1fk", rate / 1000);
    }

    private static String spread(List<Double> ratios) {
        double[] sorted = sorted(ratios);
        return String.format(
                Locale.ROOT, "%.2f (%.2f-%.2f)", median(ratios), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(List<Double> values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
