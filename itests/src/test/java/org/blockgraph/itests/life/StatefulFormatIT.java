// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A format whose table is dirty in memory loses nothing when its bundle is replaced, goes and comes. */
@InAppliance(fresh = true)
class StatefulFormatIT {

    private static final int SIZE = 4 << 20;
    private static final String PACKAGE = "org.blockgraph.drivers.testing.stateful";

    private final byte[] model = new byte[SIZE];
    private final Random random = new Random(11);

    @Test
    void losesNothingWhenItsBundleChanges(
            BundleContext context, BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        Bundle bundle = install(context, jar(folder, "1.0.0"));
        Await.until("the driver to be registered", () -> isHere(graph));
        random.nextBytes(model);
        Files.write(folder.resolve("base"), model);
        String image = folder.resolve("a").toString();
        graph.create("stateful", image, SIZE, Map.of("backing_file", "base", "backing_fmt", "raw"));
        BlockDevice device = graph.open("d0", Map.of("filename", image));
        writeUnflushed(device);
        String url = jar(folder, "1.0.1").toUri().toString();
        // Who follows it and fails does not stop it half-way.
        DriverReplacer.ReplaceResult result = replacer.replace(url, line -> {
            throw new IllegalStateException(line);
        });
        assertEquals("1.0.1", result.newVersion());
        assertEquals("", result.leak());
        assertEquals(Bundle.UNINSTALLED, bundle.getState());
        requireModel(device);
        writeUnflushed(device);
        Bundle next = context.getBundles()[context.getBundles().length - 1];
        assertEquals("test.stateful", next.getSymbolicName());
        next.stop();
        assertEquals(NodeInfo.State.PARKED, graph.node("d0").state());
        next.start();
        requireModel(device);
        assertEquals(List.of(), graph.check("d0").messages());
        graph.close("d0");
    }

    private static boolean isHere(BlockGraph graph) {
        return graph.drivers().stream().anyMatch(driver -> driver.format().equals("stateful"));
    }

    private static Path jar(Path folder, String version) throws Exception {
        return new DriverBundles(folder).ofTestDrivers("test.stateful", version, PACKAGE, Map.of());
    }

    private static Bundle install(BundleContext context, Path jar) throws Exception {
        Bundle bundle = context.installBundle(jar.toUri().toString());
        bundle.start();
        return bundle;
    }

    private void writeUnflushed(BlockDevice device) throws Exception {
        for (int i = 0; i < 20; i++) {
            byte[] bytes = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(bytes);
            int offset = random.nextInt(SIZE - bytes.length);
            System.arraycopy(bytes, 0, model, offset, bytes.length);
            device.write(offset, ByteBuffer.wrap(bytes));
        }
    }

    private void requireModel(BlockDevice device) throws Exception {
        byte[] found = new byte[SIZE];
        device.read(0, ByteBuffer.wrap(found));
        assertArrayEquals(model, found);
    }
}
