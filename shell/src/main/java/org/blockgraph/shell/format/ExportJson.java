// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockgraph.api.export.ExportClient;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportStats;

/** The members of exports. */
final class ExportJson {

    private ExportJson() {}

    static Map<String, Object> export(ExportInfo export) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("name", export.name());
        form.put("device", export.device());
        form.put("address", export.address());
        form.put("uri", export.uri());
        form.put("description", export.description());
        form.put("virtual-size", export.length());
        form.put("read-only", export.readOnly());
        form.put("tls", export.tls());
        form.put("clients", export.clients().stream().map(ExportJson::client).toList());
        form.put("stats", stats(export.stats()));
        return form;
    }

    private static Map<String, Object> client(ExportClient client) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("peer", client.peer());
        form.put("connected-ms", client.connectedMillis());
        form.put("requests", client.requests());
        form.put("under-way", client.underWay());
        return form;
    }

    private static Map<String, Object> stats(ExportStats stats) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("requests", stats.requests());
        form.put("failed", stats.failed());
        form.put("read-bytes", stats.readBytes());
        form.put("written-bytes", stats.writtenBytes());
        form.put("requests-per-second", stats.requestsPerSecond());
        form.put("read-bytes-per-second", stats.readBytesPerSecond());
        form.put("written-bytes-per-second", stats.writtenBytesPerSecond());
        form.put("mean-latency-ns", stats.meanLatencyNanos());
        form.put("longest-latency-ns", stats.longestLatencyNanos());
        return form;
    }
}
