// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A driver that stays away longer than its device waits, and files that are not what they were. */
@OneFramework
@InAppliance(fresh = true)
class DeadlineIT {

    private static final int SIZE = 1 << 20;
    private static final long AT_ONCE_MILLIS = 500;

    /**
     * What was not flushed when the driver left is there as well, be it in a table that was only in memory.
     */
    @ParameterizedTest(name = "{1} of an image in {0}")
    @CsvSource({"raw, file", "raw, raw", "qcow2, file", "qcow2, qcow2"})
    void aDriverThatComesTooLateRevivesTheNode(
            String format, String which, BundleContext context, BlockGraph graph, @TempDir Path folder)
            throws Exception {
        String driver = "org.blockgraph.drivers." + which;
        byte[] content = new byte[SIZE];
        new Random(1).nextBytes(content);
        BlockDevice device = open(format, graph, folder, "1");
        try (BlockRequest request = device.newRequest("test")) {
            device.write(request, 0, MemorySegment.ofArray(content), IoFlags.NONE);
            Bundle bundle = Bundles.only(context, driver);
            bundle.stop();
            BlockException waited = assertThrows(BlockException.class, () -> read(device, request));
            assertEquals(BlockError.NO_DRIVER, waited.error(), waited::getMessage);
            awaitState(graph, NodeInfo.State.ORPHANED);
            long start = System.nanoTime();
            BlockException atOnce = assertThrows(BlockException.class, () -> read(device, request));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < AT_ONCE_MILLIS, () -> "the error came after " + millis + " ms");
            assertTrue(atOnce.getMessage().contains(driver), atOnce::getMessage);
            assertTrue(atOnce.getMessage().contains("start"), () -> "no remedy: " + atOnce.getMessage());
            bundle.start();
            Served.await(graph);
            assertEquals(-1, read(device, request).mismatch(MemorySegment.ofArray(content)));
        }
        graph.close("d0");
    }

    @ParameterizedTest
    @CsvSource({
        "written, was written to",
        "truncated, its size changed",
        "replaced, another file has taken its place",
        "removed, has vanished"
    })
    void aFileThatIsNotWhatItWasIsNotServed(
            String how, String word, BundleContext context, BlockGraph graph, @TempDir Path folder)
            throws Exception {
        BlockDevice device = open("raw", graph, folder, "forever");
        Path image = folder.resolve("d0.img");
        Bundle bundle = Bundles.only(context, "org.blockgraph.drivers.file");
        bundle.stop();
        awaitState(graph, NodeInfo.State.PARKED);
        change(how, image);
        bundle.start();
        awaitState(graph, NodeInfo.State.ORPHANED);
        NodeInfo node = graph.node("d0.file");
        assertTrue(node.reason().contains(image.toString()), () -> "the file is not named: " + node.reason());
        assertTrue(node.reason().contains(word), () -> "not '" + word + "': " + node.reason());
        try (BlockRequest request = device.newRequest("test")) {
            BlockException refused = assertThrows(BlockException.class, () -> read(device, request));
            assertTrue(refused.getMessage().contains(word), refused::getMessage);
        }
        WhyInfo why = graph.why("d0");
        assertTrue(why.sentence().contains(word), why::toString);
        assertTrue(why.remedy().contains("block:"), why::toString);
        graph.close("d0", true);
    }

    @Test
    void aFileThatIsBackInItsPlaceIsRevived(BundleContext context, BlockGraph graph, @TempDir Path folder)
            throws Exception {
        BlockDevice device = open("raw", graph, folder, "forever");
        Path image = folder.resolve("d0.img");
        Path aside = folder.resolve("aside");
        Bundle bundle = Bundles.only(context, "org.blockgraph.drivers.file");
        bundle.stop();
        awaitState(graph, NodeInfo.State.PARKED);
        Files.move(image, aside);
        bundle.start();
        awaitState(graph, NodeInfo.State.ORPHANED);
        Files.move(aside, image);
        assertTrue(graph.revive("d0").stream().anyMatch(node -> node.name().equals("d0.file")));
        Served.await(graph);
        try (BlockRequest request = device.newRequest("test")) {
            assertEquals(-1, read(device, request).mismatch(MemorySegment.ofArray(new byte[SIZE])));
        }
        graph.close("d0");
    }

    private static void change(String how, Path image) throws Exception {
        switch (how) {
            case "written" -> {
                try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                    file.seek(4096);
                    file.write(1);
                }
            }
            case "truncated" -> {
                try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                    file.setLength(SIZE / 2);
                }
            }
            case "replaced" -> {
                Path copy = image.resolveSibling("copy");
                Files.copy(image, copy);
                Files.move(copy, image, StandardCopyOption.REPLACE_EXISTING);
            }
            case "removed" -> Files.delete(image);
            default -> throw new AssertionError(how);
        }
    }

    private static BlockDevice open(String format, BlockGraph graph, Path folder, String parkTimeout)
            throws Exception {
        Path image = folder.resolve("d0.img");
        graph.create(format, image.toString(), SIZE, Map.of());
        return graph.open("d0", Map.of(
                "driver", format,
                "file.driver", "file",
                "file.filename", image.toString(),
                BlockGraph.PARK_TIMEOUT, parkTimeout));
    }

    private static MemorySegment read(BlockDevice device, BlockRequest request) throws BlockException {
        MemorySegment target = MemorySegment.ofArray(new byte[SIZE]);
        device.read(request, 0, target, IoFlags.NONE);
        return target;
    }

    private static void awaitState(BlockGraph graph, NodeInfo.State state) throws Exception {
        Await.until(
                "a node that is " + state,
                () -> graph.snapshot().nodes().stream().anyMatch(node -> node.state() == state),
                graph::snapshot);
    }
}
