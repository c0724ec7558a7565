// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.util.List;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.HistoryEntry;

/**
 * What the history says of the changes of drivers in a test: how long gates were closed, how many requests
 * waited in each swap, which of two drivers was first.
 */
final class SwapLog {

    private final BlockGraph graph;
    private final Pauses pauses = new Pauses();
    private long seen;
    private int swaps;
    private long waited;
    private long least = Long.MAX_VALUE;
    private int lowerFirst;
    private int upperFirst;

    SwapLog(BlockGraph graph) {
        this.graph = graph;
        this.seen = graph.history().getLast().number();
    }

    /**
     * Takes in what has happened since the last call.
     *
     * @param formats of the drivers that were changed, each once
     */
    void take(List<String> formats) {
        List<HistoryEntry> entries =
                graph.history().stream().filter(entry -> entry.number() > seen).toList();
        seen = entries.getLast().number();
        for (HistoryEntry entry : entries) {
            if (entry.pauseNanos() > 0) {
                pauses.add(entry.pauseNanos());
            }
        }
        long here = entries.stream()
                .filter(entry -> formats.stream().anyMatch(format -> isOf(entry, format)))
                .mapToLong(HistoryEntry::waited)
                .sum();
        // Of two changes at once the second finds requests that wait since the first: those count there.
        if (here == 0) {
            throw new AssertionError("no request waited while " + formats + " changed: " + entries);
        }
        swaps++;
        waited += here;
        least = Math.min(least, here);
        if (formats.size() == 2) {
            String first = entries.stream()
                    .flatMap(entry -> formats.stream().filter(format -> isOf(entry, format)))
                    .findFirst()
                    .orElseThrow();
            lowerFirst += first.equals(formats.get(0)) ? 1 : 0;
            upperFirst += first.equals(formats.get(1)) ? 1 : 0;
        }
    }

    /** Tells whether a driver has changed at a node, or left, since the last call of {@link #take}. */
    boolean hasBegun(String format) {
        return graph.history().stream().anyMatch(entry -> entry.number() > seen && isOf(entry, format));
    }

    /** Changes are called "driver file 1.2 leaves" and "replace driver of d0: file 1.2 -> file 1.3". */
    private static boolean isOf(HistoryEntry entry, String format) {
        return entry.what().startsWith("driver " + format + " ")
                || entry.what().contains(": " + format + " ");
    }

    /** Fails unless each of the two drivers was the first one at times. */
    void requireBothOrders() {
        if (lowerFirst == 0 || upperFirst == 0) {
            throw new AssertionError("only one order: " + orders());
        }
    }

    private String orders() {
        return "the lower driver first " + lowerFirst + " times, the upper one " + upperFirst + " times";
    }

    String text() {
        return "gates closed " + pauses.text() + "; " + waited + " requests waited at a gate in " + swaps
                + (lowerFirst + upperFirst == 0 ? " swaps, " : " pairs of swaps, ") + least
                + " at least in each"
                + (lowerFirst + upperFirst == 0 ? "" : "; " + orders());
    }
}
