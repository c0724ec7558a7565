// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.List;
import java.util.Locale;
import org.blockgraph.api.export.ExportClient;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportStats;

/** Shows exports: a table, then where each is and who is there. */
final class ExportView {

    /** How many clients of an export are shown; JSON has them all. */
    private static final int MOST_CLIENTS = 8;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private ExportView() {}

    static String made(ExportInfo export) {
        return "exported " + export.device() + (export.readOnly() ? " read-only" : "") + ": " + export.uri();
    }

    static String of(List<ExportInfo> exports) {
        if (exports.isEmpty()) {
            return "nothing is exported; block:export exports a device";
        }
        TextTable table = new TextTable(
                "EXPORT", "DEVICE", "CLIENTS", "REQUESTS", "FAILED", "READ", "WRITTEN", "REQUESTS/S",
                "READ/S", "WRITTEN/S", "LATENCY", "LONGEST");
        for (ExportInfo export : exports) {
            ExportStats stats = export.stats();
            table.row(
                    export.name(),
                    export.device() + (export.readOnly() ? " (ro)" : ""),
                    export.clients().size(),
                    stats.requests(),
                    stats.failed(),
                    HumanSize.of(stats.readBytes()),
                    HumanSize.of(stats.writtenBytes()),
                    String.format(Locale.ROOT, "%.0f", stats.requestsPerSecond()),
                    HumanSize.of(stats.readBytesPerSecond()),
                    HumanSize.of(stats.writtenBytesPerSecond()),
                    HumanTime.ofNanos(stats.meanLatencyNanos()),
                    HumanTime.ofNanos(stats.longestLatencyNanos()));
        }
        StringBuilder text = new StringBuilder(table.text());
        exports.forEach(export -> clients(text, export));
        return text.toString();
    }

    private static void clients(StringBuilder text, ExportInfo export) {
        text.append('\n').append(export.name()).append(": ").append(export.uri());
        List<ExportClient> clients = export.clients();
        for (ExportClient client : clients.subList(0, Math.min(MOST_CLIENTS, clients.size()))) {
            text.append("\n    ").append(client.peer()).append(", for ")
                    .append(HumanTime.ofNanos(client.connectedMillis() * NANOS_PER_MILLI)).append(", ")
                    .append(client.requests()).append(" requests, ")
                    .append(client.underWay()).append(" under way");
        }
        if (clients.size() > MOST_CLIENTS) {
            text.append("\n    and ").append(clients.size() - MOST_CLIENTS).append(" more");
        }
    }
}
