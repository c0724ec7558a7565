// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.export.BlockExports;
import org.blockgraph.api.export.ExportInfo;
import org.blockgraph.api.export.ExportRequest;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.blockgraph.itests.harness.Peers;
import org.blockgraph.itests.life.DriverChanger.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/**
 * fio writes and verifies over NBD, 16 requests at a time, while the drivers of qcow2 and file are updated,
 * uninstalled and installed again, and replaced below it, and another export of the device comes and goes: it
 * sees no failure, and the image is sound.
 */
@OneFramework
@InAppliance(fresh = true)
class ExportLoadIT {

    private static final String FILE = "org.blockgraph.drivers.file";
    private static final String QCOW2 = "org.blockgraph.drivers.qcow2";
    private static final long SIZE = 64 << 20;
    private static final int SECONDS = 60;

    /** Each of the ways at least once, for each driver, even where everything else runs as well. */
    private static final int LEAST_ROUNDS = Way.values().length;

    @Test
    void fioSeesNoFailureForAMinute(
            BundleContext context,
            BlockGraph graph,
            DriverReplacer replacer,
            BlockExports exports,
            @TempDir Path folder)
            throws Exception {
        Path image = folder.resolve("d0.qcow2");
        graph.create("qcow2", image.toString(), SIZE, Map.of());
        graph.open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
        ExportInfo export = exports.export(request("d0", folder));
        Surroundings surroundings = new Surroundings(context, List.of(FILE, QCOW2));
        DriverChanger file = changer(context, graph, replacer, folder, FILE, surroundings);
        DriverChanger format = changer(context, graph, replacer, folder, QCOW2, surroundings);
        int rounds = 0;
        try (Fio fio = Fio.start(export.uri(), folder, SECONDS)) {
            Await.until(
                    "fio's first requests",
                    () -> exports.exports().getFirst().stats().requests() > 100,
                    fio::text);
            while (fio.isRunning()) {
                Way way = Way.values()[rounds % Way.values().length];
                file.change(way);
                format.change(way);
                ExportInfo second = exports.export(request("second", folder));
                assertEquals(SIZE + "\n", Peers.succeed("nbdinfo", "--size", second.uri()));
                exports.unexport("second", null);
                rounds++;
            }
            fio.requireSuccess();
        }
        assertTrue(rounds >= LEAST_ROUNDS, "only " + rounds + " rounds of changes");
        ExportInfo after = exports.exports().getFirst();
        assertEquals(0, after.stats().failed(), after::toString);
        System.out.println(rounds + " rounds of changes under " + after.stats());
        exports.unexport("d0", null);
        graph.close("d0");
        Peers.succeed("qemu-img", "check", image.toString());
    }

    private static DriverChanger changer(
            BundleContext context,
            BlockGraph graph,
            DriverReplacer replacer,
            Path folder,
            String name,
            Surroundings surroundings) {
        return new DriverChanger(
                context, graph, replacer, folder, name, ApplianceFiles.driver(name), surroundings);
    }

    private static ExportRequest request(String name, Path folder) {
        return new ExportRequest("d0", "unix:" + folder.resolve(name + ".sock"), name, null, false, null);
    }
}
