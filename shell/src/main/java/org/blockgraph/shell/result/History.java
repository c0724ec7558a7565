// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.info.HistoryEntry;

/**
 * Changes of the graph.
 *
 * @param entries oldest first
 */
public record History(List<HistoryEntry> entries) {

    /** Copies the list. */
    public History {
        entries = List.copyOf(entries);
    }
}
