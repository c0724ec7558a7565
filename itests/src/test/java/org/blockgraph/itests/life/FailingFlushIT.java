// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.BadBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.Misbehaviour;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A driver that can't write out while it is parked: the node is ORPHANED with the reason, and after its
 * revival the next flush of every device above it fails, once, so that nobody believes in data that is not
 * durable.
 */
@InAppliance(fresh = true)
class FailingFlushIT {

    private static final int SIZE = 1 << 20;

    /** Where the flush fails that a node above makes, that node can't be served, and its device is told. */
    @ParameterizedTest(name = "{0} fails, {1} can't write out")
    @CsvSource({"flush, half, half all", "inactivate, shared, half all whole"})
    void everyDeviceAboveIsTold(
            String point,
            String failing,
            String told,
            BundleContext context,
            BlockGraph graph,
            @TempDir Path folder)
            throws Exception {
        try (Misbehaviour script = new Misbehaviour(context, "failing")) {
            Path jar = new BadBundles(folder).scripted("1.0.0", script.headers());
            Bundle bundle = context.installBundle(jar.toUri().toString());
            bundle.start();
            List<BlockDevice> devices = sharedNode(graph, folder);
            for (BlockDevice device : devices) {
                device.write(0, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            }
            script.act(point + "/shared", BlockError.NO_SPACE.name());
            bundle.stop();
            Await.until(failing + " to be ORPHANED",
                    () -> graph.node(failing).state() == NodeInfo.State.ORPHANED, graph::snapshot);
            String reason = graph.why(failing).sentence();
            assertTrue(reason.contains(failing) && reason.contains("could not be written"), reason);
            script.release(point + "/shared");
            bundle.start();
            Served.await(graph);
            for (BlockDevice device : devices) {
                if (List.of(told.split(" ")).contains(device.name())) {
                    BlockException failed = assertThrows(BlockException.class, device::flush, device.name());
                    assertTrue(failed.getMessage().contains(device.name()), failed::getMessage);
                }
                device.flush();
                ByteBuffer back = ByteBuffer.allocate(3);
                device.read(0, back);
                assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3}), back.flip());
            }
            for (BlockDevice device : devices) {
                graph.close(device.name());
            }
        }
    }

    /** Two raw devices over halves of one node of the driver that misbehaves. */
    private static List<BlockDevice> sharedNode(BlockGraph graph, Path folder) throws Exception {
        Path image = folder.resolve("shared.img");
        graph.create("raw", image.toString(), SIZE, Map.of());
        BlockDevice whole = graph.open("whole", Map.of(
                "node-name", "shared", "driver", "misbehaving", "file.driver", "file",
                "file.filename", image.toString(), BlockGraph.SHARE_RW, "on"));
        BlockDevice half = graph.open("half", Map.of(
                "driver", "raw", "file", "shared", "size", "512k", BlockGraph.SHARE_RW, "on"));
        BlockDevice all = graph.open("all", Map.of(
                "driver", "raw", "file", "shared", BlockGraph.SHARE_RW, "on"));
        return List.of(half, all, whole);
    }
}
