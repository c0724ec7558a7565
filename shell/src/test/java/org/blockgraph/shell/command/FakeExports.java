// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.export.BlockExports;
import org.blockgraph.api.export.ExportClient;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.api.export.ExportStats;

/** Exports that nobody can connect to, each with one client, and a list of what was asked. */
final class FakeExports implements BlockExports {

    final List<String> asked = new ArrayList<>();
    private final List<ExportInfo> exports = new ArrayList<>();

    @Override
    public ExportInfo export(ExportRequest request) {
        asked.add(request.toString());
        String name = request.name() == null ? request.device() : request.name();
        ExportStats stats = new ExportStats(1000, 1, 4096, 8192, 12.4, 1 << 20, 2048, 1500, 3_000_000);
        ExportInfo export = new ExportInfo(
                name,
                request.device(),
                request.address(),
                "nbd://there/" + name,
                "",
                1 << 20,
                request.readOnly(),
                request.tls() != null,
                List.of(new ExportClient("local", 1500, 1000, 2)),
                stats);
        exports.add(export);
        return export;
    }

    @Override
    public List<ExportInfo> exports() {
        return List.copyOf(exports);
    }

    @Override
    public void unexport(String name, String address) throws BlockException {
        asked.add("unexport " + name + " at " + address);
        if (!exports.removeIf(export -> export.name().equals(name))) {
            throw new BlockException(BlockError.NOT_FOUND, name, name + ": no such export");
        }
    }

    @Override
    public void windDown() {
        exports.clear();
    }
}
