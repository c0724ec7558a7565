// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The bundle of the exports is stopped while fio writes: fio is told of the end, nothing of the bundle is
 * left behind, the device goes on, and the bundle exports it again once it is started.
 */
@OneFramework
@InAppliance(fresh = true)
class ExportBundleIT {

    private static final String EXPORTS = "org.blockgraph.exports.nbd";
    private static final long SIZE = 64 << 20;
    private static final long END_MILLIS = 5_000;

    @Test
    void stoppingItUnderLoadEndsConnectionsInOrder(
            BundleContext context, BlockGraph graph, @TempDir Path folder) throws Exception {
        Path image = folder.resolve("d0.qcow2");
        Path socket = folder.resolve("d0.sock");
        graph.create("qcow2", image.toString(), SIZE, Map.of());
        graph.open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
        Bundle bundle = exportsBundle(context);
        try (Fio fio = Fio.start(export(context, socket).uri(), folder, 60)) {
            Await.until("the load", () -> requests(context) > 1000, fio::text);
            long start = System.nanoTime();
            bundle.stop();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < END_MILLIS, () -> "the end took " + millis + " ms");
            fio.requireToldOfTheEnd();
        }
        assertFalse(Files.exists(socket), "the socket's file is left over");
        Await.until("its threads to end", () -> threads().isEmpty(), () -> threads().toString());
        graph.device("d0").flush();
        // Nothing uses it any more.
        graph.close("d0");
        Peers.succeed("qemu-img", "check", image.toString());
        bundle.start();
        graph.open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
        ExportInfo again = export(context, socket);
        assertEquals(SIZE + "\n", Peers.succeed("nbdinfo", "--size", again.uri()));
        service(context).unexport("d0", null);
        graph.close("d0");
    }

    private static Bundle exportsBundle(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(each -> each.getSymbolicName().equals(EXPORTS))
                .findFirst()
                .orElseThrow();
    }

    private static BlockExports service(BundleContext context) {
        ServiceReference<BlockExports> found = context.getServiceReference(BlockExports.class);
        return context.getService(found);
    }

    private static ExportInfo export(BundleContext context, Path socket) throws Exception {
        return service(context).export(new ExportRequest("d0", "unix:" + socket, null, null, false, null));
    }

    private static long requests(BundleContext context) {
        return service(context).exports().getFirst().stats().requests();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.isAlive() && each.getName().startsWith("blockgraph-nbd"))
                .map(Thread::getName)
                .toList();
    }
}
