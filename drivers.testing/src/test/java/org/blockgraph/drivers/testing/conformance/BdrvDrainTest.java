// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.conformance;

import static org.blockgraph.drivers.testing.conformance.DrainedGraph.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DrainHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What QEMU's test-bdrv-drain shows, by the names of its cases; docs/conformance.md has the table. Its
 * coroutines are virtual threads here, its iothreads platform threads.
 */
@Timeout(120)
final class BdrvDrainTest {

    private DrainedGraph drained;

    @BeforeEach
    void start() throws Exception {
        drained = new DrainedGraph();
    }

    @AfterEach
    void stop() {
        drained.close();
    }

    /** The driver below hears of the drain, which ends what it waits for; and of its end, once. */
    @ParameterizedTest(name = "all {0}, virtual {1}")
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void driverCb(boolean all, boolean virtual) throws Exception {
        drained.open("d0");
        FutureTask<Void> inside = drained.stoppedWrite("d0", "d0", virtual);
        try (DrainHandle drain = drained.drain(all, "d0")) {
            done(inside);
            drained.awaitInFlight("d0", 0);
            // The driver waits for nothing while it is drained.
            assertThrows(BlockException.class, () ->
                    drained.graph.command("d0", List.of("wait_break", "B")));
            assertTrue(drain != null);
        }
        drained.awaitUndrained("d0");
        FutureTask<Void> after = drained.stoppedWrite("d0", "d0", virtual);
        assertFalse(after.isDone(), "the driver still thinks that it is drained");
        drained.graph.command("d0", List.of("resume", "A"));
        done(after);
    }

    /** From begin to end no request is inside any node, whoever sends it; then all go on. */
    @ParameterizedTest(name = "all {0}, virtual {1}")
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void quiesce(boolean all, boolean virtual) throws Exception {
        drained.open("d0");
        drained.open("other");
        List<FutureTask<Void>> writes = new ArrayList<>();
        try (DrainHandle drain = drained.drain(all, "d0.image")) {
            for (int i = 0; i < 5; i++) {
                writes.add(drained.write("d0", virtual));
            }
            drained.awaitWaiting("d0", 5);
            assertEquals(0, drained.info("d0").inFlight());
            FutureTask<Void> other = drained.write("other", virtual);
            if (all) {
                drained.awaitWaiting("other", 1);
                writes.add(other);
            } else {
                done(other);
            }
            assertTrue(drain != null);
        }
        for (FutureTask<Void> write : writes) {
            done(write);
        }
    }

    /** Drains of a node, of the one below and of everything nest, and end in any order, each once. */
    @Test
    void nested() throws Exception {
        drained.open("d0");
        for (int order = 0; order < 6; order++) {
            List<DrainHandle> drains = new ArrayList<>(List.of(
                    drained.graph.drain("d0"), drained.graph.drain("d0.image"), drained.graph.drainAll()));
            FutureTask<Void> write = drained.write("d0", false);
            drained.awaitWaiting("d0", 1);
            drains.remove(order % 3).close();
            DrainHandle second = drains.remove(order / 3);
            second.close();
            second.close();
            assertFalse(write.isDone(), "two ends of three drains let a request in");
            drained.awaitWaiting("d0", 1);
            drains.getFirst().close();
            done(write);
        }
    }

    /** The graph is changed inside a drained section; what is new is drained where it stands on what was. */
    @Test
    void graphChangeDrainAll() throws Exception {
        drained.open("d0");
        FutureTask<Void> above;
        try (DrainHandle drain = drained.graph.drainAll()) {
            drained.graph.editor().insert("d0.image", null, Map.of("driver", "blkdebug", "node-name", "new"));
            above = drained.write("d0", false);
            drained.awaitWaiting("d0", 1);
            // A device of its own, on nothing that is drained, serves.
            drained.open("d1");
            done(drained.write("d1", false));
            assertTrue(drain != null);
        }
        done(above);
        drained.graph.editor().remove("new");
        done(drained.write("d0", false));
    }

    /** Many threads are inside and keep coming while drains begin and end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void iothread(boolean all) throws Exception {
        drained.open("d0", "image.latency-ns", "100000");
        List<FutureTask<Integer>> clients = new ArrayList<>();
        boolean[] stop = new boolean[1];
        for (int i = 0; i < 6; i++) {
            FutureTask<Integer> client = new FutureTask<>(() -> {
                int writes = 0;
                while (!isSet(stop)) {
                    drained.graph.device("d0").write(0, ByteBuffer.allocate(512));
                    writes++;
                }
                return writes;
            });
            clients.add(client);
            Thread.ofPlatform().start(client);
        }
        for (int round = 0; round < 30; round++) {
            long before = writes();
            DrainedGraph.await(() -> writes() > before, "the threads to write");
            try (DrainHandle drain = drained.drain(all, "d0")) {
                assertEquals(0, drained.info("d0").inFlight());
                long held = writes();
                drained.awaitWaiting("d0", 6);
                assertEquals(held, writes(), "a request was served while drained");
                assertTrue(drain != null);
            }
        }
        synchronized (stop) {
            stop[0] = true;
        }
        for (FutureTask<Integer> client : clients) {
            assertTrue(client.get() > 0);
        }
    }

    private long writes() {
        return drained.info("d0").stats().wrOperations();
    }

    private static boolean isSet(boolean[] flag) {
        synchronized (flag) {
            return flag[0];
        }
    }

    /** Whoever waits for a request closes its device as soon as it ends, which a drain made it do. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deletionAndDetachByDrain(boolean all) throws Exception {
        for (int round = 0; round < 10; round++) {
            drained.open("d0");
            FutureTask<Void> write = drained.stoppedWrite("d0", "d0", false);
            FutureTask<Void> closing = new FutureTask<>(() -> {
                write.get();
                drained.graph.close("d0");
                return null;
            });
            Thread.ofPlatform().start(closing);
            drained.drain(all, "d0").close();
            done(closing);
            assertTrue(drained.graph.snapshot().nodes().isEmpty(), () -> drained.graph.snapshot().toString());
        }
    }

    /** A node that is put on top of a drained one is drained, and so is what stands on it. */
    @Test
    void attachDrain() throws Exception {
        drained.open("d0");
        DrainHandle drain = drained.graph.drain("d0.image");
        drained.graph.editor().insert("d0", null, Map.of("driver", "blkdebug", "node-name", "top"));
        assertEquals("top", drained.info("d0").root());
        FutureTask<Void> write = drained.write("d0", false);
        drained.awaitWaiting("d0", 1);
        drain.close();
        done(write);
    }

    /** The child is replaced while it, the new one, both or neither are drained. */
    @ParameterizedTest(name = "old drained {0}, new drained {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void replaceChildMidDrain(boolean oldDrained, boolean newDrained) throws Exception {
        drained.open("d0");
        drained.graph.editor().add("new", Map.of("driver", "null-co", "size", "1M"));
        List<DrainHandle> drains = new ArrayList<>();
        if (oldDrained) {
            drains.add(drained.graph.drain("d0.image"));
        }
        if (newDrained) {
            drains.add(drained.graph.drain("new"));
        }
        FutureTask<Void> before = oldDrained ? drained.write("d0", false) : null;
        if (oldDrained) {
            drained.awaitWaiting("d0", 1);
        }
        drained.graph.editor().replace("d0.image", null, "new");
        assertEquals("new", drained.graph.node("d0").children().getFirst().node());
        FutureTask<Void> after = drained.write("d0", false);
        if (newDrained) {
            drained.awaitWaiting("d0", oldDrained ? 2 : 1);
        }
        for (DrainHandle drain : drains) {
            drain.close();
        }
        done(after);
        if (before != null) {
            done(before);
        }
    }
}
