// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

import java.time.Instant;
import java.util.List;

/**
 * One change of the graph that is over.
 *
 * @param number counts up from 1
 * @param time when it began
 * @param what the change, such as "driver file 1.0.1 left" or "open d0"
 * @param outcome "done" or why it failed
 * @param drained requests that were in flight and finished before it went on
 * @param waited requests that waited at a gate because of it
 * @param pauseNanos how long gates were closed, in nanoseconds; while parked, until it was parked
 * @param writeLockNanos how long the write lock was held, all its sections together, in nanoseconds
 * @param edges edges and driver pointers that moved, one line each
 */
public record HistoryEntry(
        long number,
        Instant time,
        String what,
        String outcome,
        int drained,
        long waited,
        long pauseNanos,
        long writeLockNanos,
        List<String> edges) {

    /** The most entries that are kept; older ones go. */
    public static final int MAX_KEPT = 1000;

    /** Copies the list. */
    public HistoryEntry {
        edges = List.copyOf(edges);
    }
}
