// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.BadBundles;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.Misbehaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A driver that leaves something behind is replaced: what keeps its class loader is named, and is the only
 * thing that does. What a well-behaved driver throws keeps nothing, whoever holds the exception.
 */
@InAppliance
class LeakIT {

    private static final String LEAKY = "1.0.0";
    private static final String GOOD = "1.0.1";
    private static final int SIZE = 1 << 20;

    @ParameterizedTest(name = "{1} in {0}")
    @CsvSource({
        "open, leak-thread, the thread test.misbehaving is the driver's",
        "construct, leak-thread, the thread test.misbehaving is the driver's",
        "open, leak-thread-local, a thread local of the thread blockgraph-driver-call-",
        "read, leak-thread-local, a thread local of the thread client holds a",
        "open, leak-mbean, the MBean test.misbehaving:type=Leaked is the driver's",
        "inactivate, leak-hook, the shutdown hook test.misbehaving is the driver's",
        "write, leak-property, the system property test.misbehaving holds a",
        "flush, leak-exception, the system property test.misbehaving holds a",
        "close, leak-property, the system property test.misbehaving holds a",
    })
    void whatADriverLeavesBehindIsNamed(
            String point, String leak, String word, BundleContext context, BlockGraph graph,
            DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        BadBundles jars = new BadBundles(folder);
        try (EventLog events = new EventLog(context);
                LoaderLog loaders = new LoaderLog(context)) {
            context.installBundle(jars.doing(LEAKY, point + "=" + leak).toUri().toString()).start();
            BlockDevice device = open(graph, folder);
            Client client = new Client(device);
            List<String> lines = new ArrayList<>();
            DriverReplacer.ReplaceResult result =
                    replacer.replace(jars.good(GOOD).toUri().toString(), lines::add);
            System.out.println(point + "=" + leak + ": " + result.leak());
            assertTrue(result.leak().contains(word), result::leak);
            assertTrue(lines.contains("leak: " + result.leak()), lines::toString);
            events.await(BlockEvent.Kind.DRIVER_LEAK, word);
            client.end();
            Leaked.remove(leak);
            loaders.awaitGone(LEAKY);
            assertEquals(NodeInfo.State.OPEN, graph.node("d0").state());
        } finally {
            cleanUp(context, graph);
        }
    }

    /** It fails in its test, but its constructor had begun something. */
    @Test
    void whatARefusedDriverLeavesBehindIsNamed(
            BundleContext context, BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        BadBundles jars = new BadBundles(folder);
        String word = "the thread " + Leaked.NAME + " is the driver's";
        try (EventLog events = new EventLog(context);
                LoaderLog loaders = new LoaderLog(context)) {
            context.installBundle(jars.good(LEAKY).toUri().toString()).start();
            open(graph, folder);
            List<String> lines = new ArrayList<>();
            String bad = jars.doing(GOOD, "construct=leak-thread,open=own").toUri().toString();
            assertThrows(BlockException.class, () -> replacer.replace(bad, lines::add));
            assertEquals("leak: " + word, lines.getLast());
            events.await(BlockEvent.Kind.DRIVER_LEAK, word);
            Leaked.remove("leak-thread");
            loaders.awaitGone(GOOD);
        } finally {
            cleanUp(context, graph);
        }
    }

    /** A client keeps what it got; the core keeps the reason of an outage. Neither keeps the driver. */
    @ParameterizedTest
    @ValueSource(strings = {"own", "own-block", "own-error", "plain"})
    void anExceptionKeepsNoDriver(
            String kind, BundleContext context, BlockGraph graph, DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        BadBundles jars = new BadBundles(folder);
        try (LoaderLog loaders = new LoaderLog(context);
                Misbehaviour script = new Misbehaviour(context, "throws")) {
            context.installBundle(jars.scripted(LEAKY, script.headers()).toUri().toString()).start();
            BlockDevice device = open(graph, folder);
            List<BlockException> kept = new ArrayList<>();
            try (BlockRequest request = device.newRequest("client")) {
                MemorySegment bytes = MemorySegment.ofArray(new byte[SIZE]);
                for (String point : List.of("read", "write", "flush")) {
                    script.act(point, kind);
                    kept.add(assertThrows(BlockException.class, () -> {
                        device.read(request, 0, bytes, IoFlags.NONE);
                        device.write(request, 0, bytes, IoFlags.NONE);
                        device.flush(request, IoFlags.NONE);
                    }));
                    script.release(point);
                    assertTrue(kept.getLast().getMessage().contains(point), kept.getLast()::getMessage);
                }
            }
            script.act("open", kind);
            Map<String, String> again = options(folder.resolve("d0.img"));
            kept.add(assertThrows(BlockException.class, () -> graph.open("d1", again)));
            script.act("inactivate", kind);
            String good = jars.good(GOOD).toUri().toString();
            kept.add(assertThrows(BlockException.class, () -> replacer.replace(good, line -> { })));
            Bundles.only(context, BadBundles.NAME).uninstall();
            loaders.awaitGone(LEAKY);
            assertEquals(5, kept.size());
        } finally {
            cleanUp(context, graph);
        }
    }

    /** Reads, writes and flushes once on a thread of its own, which stays. */
    private static final class Client {
        private final CountDownLatch done = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private final Thread thread;
        private volatile Exception failure;

        Client(BlockDevice device) throws Exception {
            thread = new Thread(() -> run(device), "client");
            thread.start();
            done.await();
            if (failure != null) {
                throw failure;
            }
        }

        private void run(BlockDevice device) {
            try (BlockRequest request = device.newRequest("client")) {
                MemorySegment bytes = MemorySegment.ofArray(new byte[SIZE]);
                device.read(request, 0, bytes, IoFlags.NONE);
                device.write(request, 0, bytes, IoFlags.NONE);
                device.flush(request, IoFlags.NONE);
                done.countDown();
                over.await();
            } catch (Exception e) {
                failure = e;
            } finally {
                done.countDown();
            }
        }

        void end() throws InterruptedException {
            over.countDown();
            thread.join();
        }
    }

    private static BlockDevice open(BlockGraph graph, Path folder) throws Exception {
        Path image = folder.resolve("d0.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return graph.open("d0", options(image));
    }

    private static Map<String, String> options(Path image) {
        return Map.of("driver", "misbehaving", "file.driver", "file", "file.filename", image.toString());
    }

    private static void cleanUp(BundleContext context, BlockGraph graph) throws Exception {
        for (BlockDevice device : graph.devices()) {
            graph.close(device.name(), true);
        }
        for (Bundle bundle : Bundles.named(context, BadBundles.NAME)) {
            bundle.uninstall();
        }
    }
}
