// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.export.BlockExports;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.blockgraph.itests.harness.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The graph is reopened read-only and back, again and again, below an export that is read over several
 * connections: the readers see no failure, and writes go on behind it.
 */
@OneFramework
@InAppliance(fresh = true)
class ExportReopenIT {

    private static final long SIZE = 64 << 20;
    private static final int SECONDS = 10;
    private static final int LEAST_ROUNDS = 3;

    @Test
    void readersSeeNoFailure(BlockGraph graph, BlockExports exports, @TempDir Path folder) throws Exception {
        Path image = folder.resolve("d0.qcow2");
        graph.create("qcow2", image.toString(), SIZE, Map.of());
        graph.open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
        ExportInfo export = exports.export(
                new ExportRequest("d0", "unix:" + folder.resolve("d0.sock"), null, null, false, null));
        Fio.fill(export.uri(), folder);
        long before = exports.exports().getFirst().stats().requests();
        int rounds = 0;
        try (Fio readers = Fio.startReading(export.uri(), folder, SECONDS)) {
            Await.until(
                    "fio's first requests",
                    () -> exports.exports().getFirst().stats().requests() > before + 100,
                    readers::text);
            while (readers.isRunning()) {
                graph.editor().reopen("d0", Map.of("read-only", "on"));
                assertTrue(graph.device("d0").readOnly());
                graph.editor().reopen("d0", Map.of("read-only", "off"));
                assertFalse(graph.device("d0").readOnly());
                rounds++;
            }
            readers.requireSuccess();
        }
        assertTrue(rounds >= LEAST_ROUNDS, "only " + rounds + " rounds");
        write(export, folder);
        ExportInfo after = exports.exports().getFirst();
        assertEquals(0, after.stats().failed(), after::toString);
        System.out.println(rounds + " rounds of reopening under " + after.stats());
        exports.unexport("d0", null);
        graph.close("d0");
        Peers.succeed("qemu-img", "check", image.toString());
    }

    private static void write(ExportInfo export, Path folder) throws Exception {
        try (Fio fio = Fio.start(export.uri(), folder, SECONDS / 2)) {
            fio.requireSuccess();
        }
    }
}
