// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the rounds gave in one place of a table: one number for each round. */
final class Cell {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double median() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the median, and the least and the most. */
    String spread() {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return number(median()) + " (" + number(sorted[0]) + "-" + number(sorted[sorted.length - 1]) + ")";
    }

    /** Returns how many times this is in the other, round by round. */
    Cell in(Cell other) {
        Cell ratios = new Cell();
        for (int round = 0; round < values.size(); round++) {
            ratios.add(other.values.get(round) / values.get(round));
        }
        return ratios;
    }

    static String number(double value) {
        String form = value < 0.01 ? "%.4f" : value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, form, value);
    }
}
