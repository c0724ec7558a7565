// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.nio.file.Path;
import java.util.Map;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.blockgraph.exports.nbd.server.NbdServer;

/** This project: the server and whoever changes the graph are one process, and the changes are calls. */
final class Blockgraph implements Side {

    private BlockSystem system;
    private NbdServer server;

    @Override
    public String name() {
        return "Blockgraph";
    }

    @Override
    public void start(Path image, Path socket) throws BlockException {
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
        server = new NbdServer(system.graph(), System.err::println);
        system.graph().open(DISK, Map.of("driver", "qcow2", "filename", image.toString()));
        server.export(new ExportRequest(DISK, "unix:" + socket, DISK, null, false, null));
    }

    @Override
    public void cycle(Path overlay) throws BlockException {
        system.graph().editor().add("overlay", Map.of(
                "driver", "qcow2",
                "file.driver", "file",
                "file.filename", overlay.toString(),
                "backing", DISK));
        system.graph().editor().delete("overlay");
    }

    @Override
    public void close() {
        server.close();
        system.close();
    }
}
