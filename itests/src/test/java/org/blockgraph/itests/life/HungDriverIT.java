// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.BadBundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.Misbehaviour;
import org.blockgraph.itests.harness.OneFramework;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A driver that hangs inside a request while its bundle is uninstalled: the framework gets its thread back,
 * everybody else goes on, and when the request wakes it changes nothing any more.
 */
@OneFramework
@InAppliance(fresh = true)
class HungDriverIT {

    private static final int SIZE = 1 << 20;

    /** The callback's time, 10 s, and some for the framework. */
    private static final long UNINSTALL_SECONDS = 15;

    private static final String FILE = "org.blockgraph.drivers.file";

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void everybodyElseGoesOn(
            String point,
            BundleContext context,
            BlockGraph graph,
            DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        Path image = image(folder);
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Misbehaviour script = new Misbehaviour(context, "hung");
                LoadedDevices others = new LoadedDevices(graph, folder, 1, Map.of())) {
            Path jar = new BadBundles(folder).scripted("1.0.0", script.headers());
            Bundle bundle = context.installBundle(jar.toUri().toString());
            bundle.start();
            BlockDevice hung = graph.open("hung", Map.of(
                    "driver", "misbehaving", "file.driver", "file", "file.filename", image.toString()));
            script.hangOn(point);
            Future<?> request = threads.submit(() -> use(hung, point));
            script.awaitReached(point, 0);
            Future<?> uninstall = threads.submit(() -> {
                bundle.uninstall();
                return null;
            });
            String next = new DriverBundles(folder)
                    .newVersion(ApplianceFiles.driver("org.blockgraph.drivers.raw"))
                    .toUri()
                    .toString();
            replacer.replace(next, line -> { });
            others.awaitProgress();
            uninstall.get(UNINSTALL_SECONDS, TimeUnit.SECONDS);
            awaitHung(graph);
            others.awaitProgress();
            assertThrows(BlockException.class, () -> use(hung, "read"), "a request to a hung device");
            script.release(point);
            ExecutionException woken =
                    assertThrows(ExecutionException.class, () -> request.get(30, TimeUnit.SECONDS));
            assertTrue(woken.getCause() instanceof BlockException, () -> "woke with " + woken.getCause());
            requireUntouched(image);
            installAgain(context, folder, graph, hung);
            closeAfterTheBadNews(graph);
            others.awaitProgress();
        }
    }

    private static Path image(Path folder) throws Exception {
        Path image = folder.resolve("hung.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return image;
    }

    /** One request; a write would be seen. */
    private static Void use(BlockDevice device, String point) throws BlockException {
        try (Arena arena = Arena.ofShared();
                BlockRequest request = device.newRequest("hung " + point)) {
            MemorySegment buffer = arena.allocate(4096).fill((byte) 7);
            if (point.equals("read")) {
                device.read(request, 0, buffer, IoFlags.NONE);
            } else {
                device.write(request, 0, buffer, IoFlags.NONE);
            }
            return null;
        }
    }

    private static void awaitHung(BlockGraph graph) throws Exception {
        Await.until(
                "the hung node to be given up",
                () -> graph.node("hung").state() == NodeInfo.State.ORPHANED,
                graph::snapshot);
        WhyInfo why = graph.why("hung");
        assertTrue(why.sentence().contains("hung"), why::toString);
        assertTrue(why.sentence().contains("misbehaving"), why::toString);
        assertTrue(!why.remedy().isEmpty(), why::toString);
    }

    /** What the woken request still tried to write did not get there. */
    private static void requireUntouched(Path image) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            assertEquals(0, file.read(), "the request that was given up wrote");
        }
    }

    private static void installAgain(BundleContext context, Path folder, BlockGraph graph, BlockDevice device)
            throws Exception {
        Path jar = new BadBundles(folder).good("2.0.0");
        context.installBundle(jar.toUri().toString()).start();
        Served.await(graph);
        use(device, "write");
        MemorySegment back = MemorySegment.ofArray(new byte[1]);
        try (BlockRequest request = device.newRequest("test")) {
            device.read(request, 0, back, IoFlags.NONE);
        }
        assertEquals(7, back.get(ValueLayout.JAVA_BYTE, 0));
    }

    /** What was not flushed when the driver was given up is lost, and the next flush says so, once. */
    private static void closeAfterTheBadNews(BlockGraph graph) throws BlockException {
        BlockException lost = assertThrows(BlockException.class, () -> graph.device("hung").flush());
        assertTrue(lost.getMessage().contains("hung"), lost::getMessage);
        graph.device("hung").flush();
        graph.close("hung");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush", "inactivate"})
    void aDriverThatHangsWhileItLeavesIsGivenUp(
            String point,
            BundleContext context,
            BlockGraph graph,
            DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        Path image = image(folder);
        try (ExecutorService threads = Executors.newCachedThreadPool();
                Misbehaviour script = new Misbehaviour(context, "hung");
                LoadedDevices others = new LoadedDevices(graph, folder, 1, Map.of())) {
            Path jar = new BadBundles(folder).scripted("1.0.0", script.headers());
            Bundle bundle = context.installBundle(jar.toUri().toString());
            bundle.start();
            graph.open("hung", Map.of(
                    "driver", "misbehaving", "file.driver", "file", "file.filename", image.toString()));
            script.hangOn(point);
            if (point.equals("flush")) {
                threads.submit(() -> {
                    graph.device("hung").flush();
                    return null;
                });
                script.awaitReached(point, 0);
            }
            Future<?> uninstall = threads.submit(() -> {
                bundle.uninstall();
                return null;
            });
            script.awaitReached(point, 0);
            String next = new DriverBundles(folder)
                    .newVersion(ApplianceFiles.driver(FILE))
                    .toUri()
                    .toString();
            uninstall.get(UNINSTALL_SECONDS, TimeUnit.SECONDS);
            awaitOut(graph);
            replacer.replace(next, line -> { });
            others.awaitProgress();
            script.release(point);
            context.installBundle(new BadBundles(folder).good("2.0.0").toUri().toString()).start();
            Served.await(graph);
            closeAfterTheBadNews(graph);
        }
    }

    private static void awaitOut(BlockGraph graph) throws Exception {
        Await.until("the node to be out of service", () -> graph.node("hung").state() != NodeInfo.State.OPEN,
                graph::snapshot);
        assertTrue(!graph.why("hung").sentence().isEmpty(), () -> graph.snapshot().toString());
    }
}
