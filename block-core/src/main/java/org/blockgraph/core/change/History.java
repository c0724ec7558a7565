// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import java.util.ArrayDeque;
import java.util.List;
import org.blockgraph.api.info.HistoryEntry;

/** The most recent changes; the oldest goes when there are {@link HistoryEntry#MAX_KEPT}. Own monitor. */
public final class History {

    private final ArrayDeque<HistoryEntry> entries = new ArrayDeque<>();
    private long last;

    /** Adds an entry and gives it its number. */
    public synchronized void add(HistoryEntry entry) {
        last++;
        if (entries.size() == HistoryEntry.MAX_KEPT) {
            entries.removeFirst();
        }
        entries.addLast(new HistoryEntry(
                last,
                entry.time(),
                entry.what(),
                entry.outcome(),
                entry.drained(),
                entry.waited(),
                entry.pauseNanos(),
                entry.writeLockNanos(),
                entry.edges()));
    }

    /** Returns the entries, oldest first. */
    public synchronized List<HistoryEntry> entries() {
        return List.copyOf(entries);
    }
}
