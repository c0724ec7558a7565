// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.BlockingPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests of virtual threads, which wait for a place among the core's threads while others hang. */
@Timeout(60)
class VirtualThreadsTest {

    private final MemoryDriver memory = new MemoryDriver();
    private final CountDownLatch hang = new CountDownLatch(1);

    @AfterEach
    void wake() {
        hang.countDown();
    }

    private static BlockDevice open(CoreFixture fixture, String name) throws BlockException {
        MemoryDriver.makeDisk(name, 1 << 20);
        return fixture.core.open(name, Map.of("driver", "memory", "filename", name));
    }

    private static CompletableFuture<Void> read(BlockDevice device, String name) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                device.read(0, ByteBuffer.allocate(512));
                result.complete(null);
            } catch (BlockException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void hangAll(List<BlockDevice> devices, int count) {
        memory.hang = hang;
        for (BlockDevice device : devices) {
            for (int i = 0; i < BlockingPool.PERMITS; i++) {
                read(device, "hangs");
            }
        }
        CoreFixture.await(count + " reads to hang", () -> memory.hanging.get() == count);
    }

    private static BlockError error(CompletableFuture<Void> request) {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> request.get(20, TimeUnit.SECONDS));
        return ((BlockException) failed.getCause()).error();
    }

    @Test
    void whoWaitsForAPlaceFailsWhenTheHungOnesAreGivenUp() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry entry = fixture.memory("1.0.0", memory);
            BlockDevice device = open(fixture, "crowded");
            hangAll(List.of(device), BlockingPool.PERMITS);
            CompletableFuture<Void> waiting = read(device, "waits");
            fixture.leave(entry);
            assertEquals(BlockError.NO_DRIVER, error(waiting));
        }
    }

    @Test
    void whoQueuesForAThreadIsToldOfTheEnd() throws Exception {
        List<CompletableFuture<Void>> queued = new ArrayList<>();
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.memory("1.0.0", memory);
            List<BlockDevice> devices = new ArrayList<>();
            for (int i = 0; i < BlockingPool.THREADS / BlockingPool.PERMITS; i++) {
                devices.add(open(fixture, "full" + i));
            }
            BlockDevice late = open(fixture, "late");
            hangAll(devices, BlockingPool.THREADS);
            for (int i = 0; i < BlockingPool.PERMITS + 1; i++) {
                queued.add(read(late, "queues"));
            }
        }
        for (CompletableFuture<Void> each : queued) {
            assertEquals(BlockError.SHUTDOWN, error(each));
        }
    }

    @Test
    void whoWaitsAtAGateHoldsNoThread() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.memory("1.0.0", memory);
            List<DrainHandle> drains = new ArrayList<>();
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < BlockingPool.THREADS / BlockingPool.PERMITS; i++) {
                BlockDevice drained = open(fixture, "drained" + i);
                drains.add(fixture.core.drain("drained" + i));
                for (int j = 0; j < BlockingPool.PERMITS; j++) {
                    waiting.add(read(drained, "waits"));
                }
            }
            int expected = waiting.size();
            CoreFixture.await(
                    expected + " reads to wait",
                    () -> fixture.core.lock(false).waitingAtGates() == expected);
            // Would block, so that it needs a thread; and returns at once.
            memory.hang = new CountDownLatch(0);
            read(open(fixture, "other"), "goes on").get(20, TimeUnit.SECONDS);
            drains.forEach(DrainHandle::close);
            for (CompletableFuture<Void> each : waiting) {
                each.get(20, TimeUnit.SECONDS);
            }
        }
    }
}
