// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.programs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.util.tracker.ServiceTracker;

@Timeout(120)
class HostedGraphIT {

    private static final Path BUNDLES = Path.of(System.getProperty("blockgraph.bundles"));

    @TempDir
    private Path folder;

    private Path image() throws Exception {
        byte[] content = new byte[1 << 20];
        new Random(3).nextBytes(content);
        return Files.write(folder.resolve("disk.img"), content);
    }

    @Test
    void readsThroughTheExampleDriver() throws Exception {
        Path image = image();
        try (HostedGraph hosted = HostedGraph.start(BUNDLES, folder.resolve("framework"))) {
            BlockGraph graph = hosted.awaitGraph(20);
            assertNotNull(graph, "no graph came");
            BlockDevice device = graph.open("d0", Map.of(
                    "driver", "pace",
                    "bytes-per-second", "1G",
                    "file.driver", "raw",
                    "file.file.driver", "file",
                    "file.file.filename", image.toString()));
            ByteBuffer all = ByteBuffer.allocate((int) device.length());
            device.read(0, all);
            assertArrayEquals(Files.readAllBytes(image), all.array());
        }
    }

    @Test
    void aDriverIsUpdatedBelowTheProgram() throws Exception {
        Path image = image();
        try (HostedGraph hosted = HostedGraph.start(BUNDLES, folder.resolve("framework"))) {
            BlockGraph graph = hosted.awaitGraph(20);
            BlockDevice device = graph.open("d0", Map.of("driver", "raw", "filename", image.toString()));
            Bundle raw = hosted.install(BUNDLES.resolve("org.blockgraph.drivers.raw.jar"));
            raw.stop();
            assertEquals(NodeInfo.State.PARKED, graph.node("d0").state());
            raw.start();
            ByteBuffer all = ByteBuffer.allocate((int) device.length());
            device.read(0, all);
            assertArrayEquals(Files.readAllBytes(image), all.array());
        }
    }

    @Test
    void theLockIsAServiceOfItsOwn() throws Exception {
        try (HostedGraph hosted = HostedGraph.start(BUNDLES, folder.resolve("framework"))) {
            ServiceTracker<Object, Object> tracker =
                    new ServiceTracker<>(hosted.context(), "org.blockgraph.examples.lock.Routes", null);
            // All services: the class path of the tests has a class of that name too, and it is another one.
            tracker.open(true);
            Object routes = tracker.waitForService(20_000);
            assertNotNull(routes, "no routes came");
            routes.getClass().getMethod("route", String.class, String.class).invoke(routes, "a", "one");
            Object reader = routes.getClass().getMethod("newReader", String.class).invoke(routes, "test");
            assertEquals("one", reader.getClass().getMethod("serverOf", String.class).invoke(reader, "a"));
            hosted.install(BUNDLES.resolve("org.blockgraph.lock.jar")).stop();
            assertNull(tracker.getService(), "the routes need the lock");
            tracker.close();
        }
    }

    @Test
    void theProgramTellsOfTheNodes() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            HostedGraph.main(
                    BUNDLES.toString(), folder.resolve("framework").toString(), image().toString());
        } finally {
            System.setOut(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("d0 raw OPEN\nd0.file file OPEN"), text);
    }
}
