// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits and tasks that drivers were lent, while changes stop them and let them go on. */
@Timeout(60)
class LentWorkTest {

    private static final long SIZE = 1 << 20;

    private final MemoryDriver memory = new MemoryDriver();
    private final CachingDriver caching = new CachingDriver();
    private final PausingDriver pausing = new PausingDriver();

    private static CompletableFuture<Void> readLater(BlockDevice device) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("reader").start(() -> {
            try {
                device.read(0, ByteBuffer.allocate(512));
                result.complete(null);
            } catch (BlockException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private BlockDevice openPausing(CoreFixture fixture) throws BlockException {
        fixture.memory("1.0.0", memory);
        fixture.arrive("pausing", DriverKind.FILTER, "1.0.0", pausing);
        MemoryDriver.makeDisk("lent", SIZE);
        return fixture.core.open(
                "low",
                Map.of(
                        "driver", "pausing",
                        "file.driver", "memory",
                        "file.filename", "lent",
                        "share-rw", "on"));
    }

    private static BlockDevice openHigh(CoreFixture fixture) throws BlockException {
        return fixture.core.open("high", Map.of("driver", "caching", "file", "low", "share-rw", "on"));
    }

    private void awaitTask(BlockDevice device) throws BlockException {
        int before = pausing.tasksRun.get();
        device.flush();
        CoreFixture.await("a task to run", () -> pausing.tasksRun.get() > before);
    }

    @Test
    void aWaitBelowADriverThatLeavesIsEnded() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            openPausing(fixture);
            DriverEntry upper = fixture.caching("1.0.0", caching);
            BlockDevice high = openHigh(fixture);
            pausing.pausing = true;
            CompletableFuture<Void> read = readLater(high);
            CoreFixture.await("a read to wait", () -> pausing.inPause.get() == 1);
            fixture.leave(upper);
            read.get(1, TimeUnit.SECONDS);
            assertEquals(NodeInfo.State.PARKED, fixture.state("high"));
            CompletableFuture<Void> next = readLater(fixture.core.device("low"));
            CoreFixture.await("a read of the node below to wait", () -> pausing.inPause.get() == 1);
            pausing.pausing = false;
            fixture.core.drain("low").close();
            next.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aNodeThatOthersUseGoesOnWhenOneOfItsDevicesIsClosed() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            openPausing(fixture);
            fixture.caching("1.0.0", caching);
            BlockDevice high = openHigh(fixture);
            fixture.core.close("low");
            high.write(0, ByteBuffer.allocate(512));
            awaitTask(high);
            pausing.pausing = true;
            CompletableFuture<Void> read = readLater(high);
            CoreFixture.await("a read to wait, as the driver wants it", () -> pausing.inPause.get() == 1);
            fixture.core.drain("low").close();
            read.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDrainEndsWaitsAboveAndHoldsTasksUntilTheLastHandleIsClosed() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            BlockDevice low = openPausing(fixture);
            pausing.pausing = true;
            CompletableFuture<Void> read = readLater(low);
            CoreFixture.await("a read to wait", () -> pausing.inPause.get() == 1);
            DrainHandle one = fixture.core.drain("low.file");
            read.get(20, TimeUnit.SECONDS);
            DrainHandle two = fixture.core.drain("low");
            one.close();
            CoreFixture.await("the first drain to end", () -> fixture.core.history().stream()
                    .anyMatch(entry -> entry.what().equals("undrain low.file")));
            CompletableFuture<Void> waiting = readLater(low);
            CoreFixture.await("a request at the gate", () -> fixture.core.lock(false).waitingAtGates() == 1);
            pausing.pausing = false;
            two.close();
            waiting.get(20, TimeUnit.SECONDS);
            awaitTask(low);
        }
    }

    /** It came to stand there when the drain had begun, so that it is not among the nodes drained. */
    @Test
    void aDriverThatComesBackAboveADrainedNodeStaysQuiet() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.memory("1.0.0", memory);
            DriverEntry first = fixture.arrive("pausing", DriverKind.FILTER, "1.0.0", pausing);
            MemoryDriver.makeDisk("lent", SIZE);
            fixture.core.editor().add("base", Map.of("driver", "memory", "filename", "lent"));
            DrainHandle drain = fixture.core.drain("base");
            BlockDevice top = fixture.core.open("top", Map.of("driver", "pausing", "file", "base"));
            assertFalse(pauseLater(top).get(20, TimeUnit.SECONDS));
            fixture.leave(first);
            fixture.awaitState("top", NodeInfo.State.PARKED);
            fixture.arrive("pausing", DriverKind.FILTER, "1.1.0", pausing);
            CoreFixture.await("the node to be served again", () -> fixture.is("top", NodeInfo.State.OPEN));
            assertFalse(pauseLater(top).get(20, TimeUnit.SECONDS));
            drain.close();
            top.flush();
            CoreFixture.await("a task to run", () -> pausing.tasksRun.get() == 1);
            CompletableFuture<Boolean> pause = pauseLater(top);
            CoreFixture.await("the driver to wait", () -> pausing.inPause.get() == 1);
            fixture.core.drain("top").close();
            assertFalse(pause.get(20, TimeUnit.SECONDS));
        }
    }

    /** Waits as the driver of the node that was opened last would, unless something keeps it from waiting. */
    private CompletableFuture<Boolean> pauseLater(BlockDevice device) {
        return CompletableFuture.supplyAsync(() -> {
            try (BlockRequest request = device.newRequest("pausing")) {
                return pausing.pause(request);
            } catch (BlockException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatIsRefusedAtTheGateCountsAsFailed() throws Exception {
        try (CoreFixture fixture = new CoreFixture(java.time.Duration.ZERO)) {
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("lent", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "lent"));
            fixture.leave(lower);
            assertThrows(BlockException.class, () -> device.read(0, ByteBuffer.allocate(512)));
            assertEquals(1, fixture.core.snapshot().devices().getFirst().stats().failedOperations());
        }
    }
}
