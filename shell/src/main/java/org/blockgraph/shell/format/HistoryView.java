// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.blockgraph.api.info.HistoryEntry;

/** Shows changes of the graph, each with what it cost and which edges moved. */
final class HistoryView {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private HistoryView() {}

    static String of(List<HistoryEntry> entries, ZoneId zone) {
        if (entries.isEmpty()) {
            return "nothing has changed yet";
        }
        StringBuilder text = new StringBuilder();
        for (HistoryEntry entry : entries) {
            text.append(text.isEmpty() ? "#" : "\n#").append(entry.number());
            text.append(' ').append(TIME.format(entry.time().atZone(zone)));
            text.append(' ').append(entry.what()).append(": ").append(entry.outcome());
            text.append("\n    ").append(cost(entry));
            entry.edges().forEach(edge -> text.append("\n    ").append(edge));
        }
        return text.toString();
    }

    private static String cost(HistoryEntry entry) {
        return "drained " + entry.drained()
                + ", waited " + entry.waited()
                + ", gates closed " + HumanTime.ofNanos(entry.pauseNanos())
                + ", write lock " + HumanTime.ofNanos(entry.writeLockNanos());
    }
}
