// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to nodes whose drivers leave, hang, fail and come back. */
@Timeout(60)
class LifeCycleTest {

    private static final long SIZE = 1 << 20;

    private final MemoryDriver memory = new MemoryDriver();
    private final CachingDriver caching = new CachingDriver();

    private static byte[] read(BlockDevice device, long offset, int length) throws BlockException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        device.read(offset, buffer);
        return buffer.array();
    }

    private static BlockException failure(CompletableFuture<?> request) throws Exception {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> request.get(20, TimeUnit.SECONDS));
        return (BlockException) e.getCause();
    }

    private static CompletableFuture<byte[]> readLater(BlockDevice device) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("reader").start(() -> {
            try {
                result.complete(read(device, 0, 512));
            } catch (BlockException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void aParkedNodeKeepsRequestsWaitingAndLosesNothing() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.caching("1.0.0", caching);
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("park", SIZE);
            BlockDevice device = fixture.openCaching("d0", "park");
            byte[] data = new byte[512];
            data[3] = 42;
            device.write(0, ByteBuffer.wrap(data));
            fixture.leave(lower);
            assertEquals(NodeInfo.State.PARKED, fixture.state("d0.file"));
            assertEquals(NodeInfo.State.INACTIVE, fixture.state("d0"));
            CompletableFuture<byte[]> waiting = readLater(device);
            CoreFixture.await("a request at the gate", () -> fixture.core.lock(false).waitingAtGates() == 1);
            assertTrue(
                    fixture.core.why("d0").sentence().contains("memory 1.0.0"),
                    fixture.core.why("d0").sentence());
            assertEquals("install memory", fixture.core.why("d0").remedy());
            fixture.memory("1.0.1", memory);
            assertArrayEquals(data, waiting.get(20, TimeUnit.SECONDS));
            assertEquals(NodeInfo.State.OPEN, fixture.state("d0"));
        }
    }

    @Test
    void nowaitAnswersWouldBlockAtAClosedGate() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("nowait", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "nowait"));
            try (BlockRequest request = device.newRequest("test")) {
                fixture.leave(lower);
                assertEquals(IoResult.WOULD_BLOCK, device.flush(request, IoFlags.NOWAIT));
            }
        }
    }

    @Test
    void afterTheDeadlineRequestsFailAtOnceAndTheDriverRevives() throws Exception {
        try (CoreFixture fixture = new CoreFixture(Duration.ofMillis(300))) {
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("gone", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "gone"));
            device.write(0, ByteBuffer.wrap(new byte[] {7}));
            fixture.leave(lower);
            BlockException waited = failure(readLater(device));
            assertEquals(BlockError.NO_DRIVER, waited.error());
            assertTrue(waited.getMessage().contains("memory 1.0.0"), waited.getMessage());
            fixture.awaitState("d0", NodeInfo.State.ORPHANED);
            assertEquals(
                    BlockError.NO_DRIVER,
                    assertThrows(BlockException.class, () -> read(device, 0, 1)).error());
            fixture.memory("1.0.0", memory);
            fixture.awaitState("d0", NodeInfo.State.OPEN);
            assertEquals(7, read(device, 0, 1)[0]);
        }
    }

    @Test
    void aDepartureMovesToAnotherVersionThatIsHere() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry one = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("migrate", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "migrate"));
            fixture.memory("1.1.0", memory);
            fixture.leave(one);
            assertEquals(NodeInfo.State.OPEN, fixture.state("d0"));
            assertEquals("1.1.0", fixture.core.node("d0").driverVersion());
            read(device, 0, 16);
        }
    }

    @Test
    void aHungRequestIsGivenUpAndOthersGoOn() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver other = new MemoryDriver();
            DriverEntry elsewhere = fixture.arrive(
                    "other", org.blockgraph.api.driver.DriverKind.PROTOCOL, "1.0.0", other);
            MemoryDriver.makeDisk("hung", SIZE);
            MemoryDriver.makeDisk("fine", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "hung"));
            BlockDevice fine = fixture.core.open("d1", Map.of("driver", "other", "filename", "fine"));
            CountDownLatch latch = new CountDownLatch(1);
            memory.hang = latch;
            CompletableFuture<byte[]> hung = readLater(device);
            CoreFixture.await("the read to hang", () -> memory.hanging.get() == 1);
            memory.hang = null;
            long start = System.nanoTime();
            CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> fixture.leave(lower));
            DriverEntry newer = fixture.arrive(
                    "other", org.blockgraph.api.driver.DriverKind.PROTOCOL, "1.0.1", other);
            assertEquals(1, fixture.core.driverSwap().moveAll(elsewhere, newer, line -> { }).nodes());
            read(fine, 0, 512);
            leaving.get(20, TimeUnit.SECONDS);
            assertTrue(
                    System.nanoTime() - start < CoreFixture.LEAVE.toNanos() * 2,
                    "the callback took too long");
            fixture.awaitState("d0", NodeInfo.State.ORPHANED);
            assertTrue(fixture.core.why("d0").sentence().contains("hung"), fixture.core.why("d0").sentence());
            fixture.memory("1.0.1", memory);
            assertEquals(
                    BlockError.NO_DRIVER,
                    assertThrows(BlockException.class, () -> read(device, 0, 1)).error());
            latch.countDown();
            assertEquals(BlockError.ABANDONED, failure(hung).error());
            fixture.awaitState("d0", NodeInfo.State.OPEN);
            read(device, 0, 512);
        }
    }

    @Test
    void aFlushThatFailsWhileParkingIsReportedOnceByTheNextFlush() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.caching("1.0.0", caching);
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("noflush", SIZE);
            BlockDevice device = fixture.openCaching("d0", "noflush");
            byte[] flushed = new byte[512];
            flushed[0] = 1;
            device.write(0, ByteBuffer.wrap(flushed));
            device.flush();
            device.write(512, ByteBuffer.wrap(flushed));
            memory.failFlush = true;
            fixture.leave(lower);
            memory.failFlush = false;
            assertEquals(NodeInfo.State.ORPHANED, fixture.state("d0"));
            fixture.memory("1.0.1", memory);
            fixture.awaitState("d0", NodeInfo.State.OPEN);
            assertArrayEquals(flushed, read(device, 0, 512));
            BlockException reported = assertThrows(BlockException.class, device::flush);
            assertEquals(BlockError.IO, reported.error());
            device.flush();
        }
    }

    @Test
    void aNewVersionThatFailsToOpenLeavesTheOldOneInPlace() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.caching("1.0.0", caching);
            DriverEntry old = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("bad", SIZE);
            BlockDevice device = fixture.openCaching("d0", "bad");
            device.write(100, ByteBuffer.wrap(new byte[] {9}));
            MemoryDriver bad = new MemoryDriver();
            bad.failOpen = true;
            DriverEntry fresh = fixture.memory("2.0.0", bad);
            BlockException e = assertThrows(
                    BlockException.class, () -> fixture.core.driverSwap().moveAll(old, fresh, line -> { }));
            assertTrue(e.getMessage().contains("told to fail"), e.getMessage());
            assertEquals("1.0.0", fixture.core.node("d0.file").driverVersion());
            assertEquals(9, read(device, 100, 1)[0]);
        }
    }

    @Test
    void aNewVersionThatBreaksTheNodeAboveIsTakenBack() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.caching("1.0.0", caching);
            DriverEntry old = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("back", SIZE);
            BlockDevice device = fixture.openCaching("d0", "back");
            device.write(100, ByteBuffer.wrap(new byte[] {9}));
            MemoryDriver fresh = new MemoryDriver();
            DriverEntry next = fixture.memory("2.0.0", fresh);
            caching.failActivate = true;
            CompletableFuture<Void> repair = CompletableFuture.runAsync(() -> {
                CoreFixture.await("the new one to be opened", () -> fresh.closed.get() > 0);
                caching.failActivate = false;
            });
            assertThrows(
                    BlockException.class, () -> fixture.core.driverSwap().moveAll(old, next, line -> {}));
            repair.get(20, TimeUnit.SECONDS);
            fixture.core.revive("d0");
            assertEquals("1.0.0", fixture.core.node("d0.file").driverVersion());
            assertEquals(9, read(device, 100, 1)[0]);
        }
    }

    @Test
    void aDriverThatLiesDoesNotPassTheSelfTest() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.arrive("file", org.blockgraph.api.driver.DriverKind.PROTOCOL, "1.0.0", memory);
            CachingDriver honest = new CachingDriver();
            String line = fixture.core.scratchTest(fixture.caching("1.0.0", honest)).run();
            assertTrue(line.contains("caching 1.0.0"), line);
            caching.lie = true;
            DriverEntry liar = fixture.caching("2.0.0", caching);
            BlockException e = assertThrows(BlockException.class, () -> fixture.core.scratchTest(liar).run());
            assertTrue(e.getMessage().contains("other bytes"), e.getMessage());
        }
    }

    @Test
    void anInterruptedWaiterIsCancelledAndNobodyElse() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("interrupt", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "interrupt"));
            fixture.leave(lower);
            CompletableFuture<byte[]> patient = readLater(device);
            CompletableFuture<BlockException> cancelled = new CompletableFuture<>();
            Thread impatient = Thread.ofPlatform().daemon().start(() -> cancelled.complete(
                    assertThrows(BlockException.class, () -> read(device, 0, 1))));
            CoreFixture.await("two at the gate", () -> fixture.core.lock(false).waitingAtGates() == 2);
            impatient.interrupt();
            assertEquals(BlockError.CANCELLED, cancelled.get(20, TimeUnit.SECONDS).error());
            fixture.memory("1.0.0", memory);
            patient.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void closingFailsWaitingRequestsAtOnce() throws Exception {
        CoreFixture fixture = new CoreFixture();
        CompletableFuture<byte[]> waiting;
        try (fixture) {
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("closing", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "closing"));
            fixture.leave(lower);
            waiting = readLater(device);
            CoreFixture.await("a request at the gate", () -> fixture.core.lock(false).waitingAtGates() == 1);
        }
        assertEquals(BlockError.SHUTDOWN, failure(waiting).error());
    }

    @Test
    void aDrainedNodeLetsNobodyInUntilTheLastHandleIsClosed() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("drain", SIZE);
            BlockDevice device = fixture.core.open("d0", Map.of("driver", "memory", "filename", "drain"));
            DrainHandle one = fixture.core.drain("d0");
            DrainHandle two = fixture.core.drainAll();
            CompletableFuture<byte[]> waiting = readLater(device);
            CoreFixture.await("a request at the gate", () -> fixture.core.lock(false).waitingAtGates() == 1);
            one.close();
            one.close();
            assertEquals(1, fixture.core.lock(false).waitingAtGates());
            two.close();
            waiting.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aSharedBaseUnderTwoParentsSurvivesItsDriver() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.caching("1.0.0", caching);
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("shared", SIZE);
            fixture.core.open("base", Map.of("driver", "memory", "filename", "shared", "share-rw", "on"));
            Map<String, String> onBase = Map.of("driver", "caching", "file", "base", "share-rw", "on");
            BlockDevice left = fixture.core.open("left", onBase);
            BlockDevice right = fixture.core.open("right", onBase);
            try (VerifiedLoad one = new VerifiedLoad(left, 2, 0, SIZE / 2);
                    VerifiedLoad two = new VerifiedLoad(right, 2, SIZE / 2, SIZE)) {
                for (int i = 0; i < 20; i++) {
                    long before = one.operations() + two.operations();
                    CoreFixture.await("the load", () -> one.operations() + two.operations() > before + 8);
                    fixture.leave(lower);
                    lower = fixture.memory("1.0.0", memory);
                }
            }
        }
    }

    @Test
    void badInputIsRefusedAndLeavesTheGraphAsItWas() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("names", SIZE);
            fixture.core.open("d0", Map.of("driver", "memory", "filename", "names"));
            assertRefused(BlockError.EXISTS, "d0", () -> fixture.core.open(
                    "d0", Map.of("driver", "memory", "filename", "names")));
            assertRefused(BlockError.NOT_FOUND, "nowhere", () -> fixture.core.open(
                    "d1", Map.of("driver", "memory", "filename", "nowhere")));
            assertRefused(BlockError.NOT_FOUND, "qcow9", () -> fixture.core.open(
                    "d1", Map.of("driver", "qcow9", "filename", "names")));
            assertRefused(BlockError.INVALID, "colour", () -> fixture.core.open(
                    "d1", Map.of("driver", "memory", "filename", "names", "colour", "red")));
            assertRefused(
                    BlockError.INVALID, "1st", () -> fixture.core.open("1st", Map.of("driver", "memory")));
            assertRefused(BlockError.NOT_FOUND, "d9", () -> fixture.core.close("d9"));
            assertEquals(1, fixture.core.snapshot().nodes().size());
            fixture.core.close("d0");
            assertEquals(0, fixture.core.snapshot().nodes().size());
        }
    }

    private static void assertRefused(
            BlockError error, String names, org.junit.jupiter.api.function.Executable action) {
        BlockException e = assertThrows(BlockException.class, action);
        assertEquals(error, e.error(), e.getMessage());
        assertTrue(e.getMessage().contains(names), e.getMessage());
        assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
    }
}
