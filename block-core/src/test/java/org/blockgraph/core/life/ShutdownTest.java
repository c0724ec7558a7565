// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

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
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of everything while something hangs: it takes its time once, whoever waits for it. */
@Timeout(60)
class ShutdownTest {

    /** Less than twice the fixture's time for closing everything. */
    private static final Duration BOUND = Duration.ofMillis(7500);

    private final CountDownLatch woken = new CountDownLatch(1);
    private final CountDownLatch hanging = new CountDownLatch(1);

    /** Hangs in open, whoever interrupts. */
    private final class Hanging implements BlockDriver {
        @Override
        public void create(CreateContext context) {
            throw new AssertionError("nothing is created");
        }

        @Override
        public DriverInstance open(OpenContext context) throws BlockException {
            hanging.countDown();
            CoreFixture.hangUntil(woken);
            throw new BlockException(BlockError.IO, context.nodeName(), "too late");
        }
    }

    @Test
    void whatHangsHoldsUpTheEndOnlyOnce() throws Exception {
        MemoryDriver memory = new MemoryDriver();
        CoreFixture fixture = new CoreFixture(Duration.ofSeconds(20), Duration.ofMinutes(1));
        try {
            DriverEntry one = fixture.memory("1.0.0", memory);
            DriverEntry other = fixture.memory("1.0.1", memory);
            fixture.arrive("hanging", DriverKind.PROTOCOL, "1.0.0", new Hanging());
            MemoryDriver.makeDisk("end", 1 << 20);
            BlockDevice device = fixture.core.open(
                    "d0", Map.of("driver", "memory", "filename", "end", "node-name", "low"));
            CompletableFuture<BlockDevice> open = CompletableFuture.supplyAsync(() -> {
                try {
                    return fixture.core.open("d1", Map.of("driver", "hanging", "file", "low"));
                } catch (BlockException e) {
                    throw new IllegalStateException(e);
                }
            });
            hanging.await();
            long start = System.nanoTime();
            CompletableFuture<Void> end =
                    CompletableFuture.runAsync(() -> fixture.core.shutDown("the test ends"));
            CoreFixture.await("the end to begin", () -> refused(device));
            fixture.leave(one);
            fixture.leave(other);
            fixture.close();
            end.get(20, TimeUnit.SECONDS);
            long took = System.nanoTime() - start;
            assertTrue(took < BOUND.toNanos(), () -> "the end took " + took / 1_000_000 + " ms");
            assertThrows(ExecutionException.class, () -> open.get(20, TimeUnit.SECONDS));
        } finally {
            woken.countDown();
        }
    }

    private static boolean refused(BlockDevice device) {
        try {
            device.read(0, ByteBuffer.allocate(1));
            return false;
        } catch (BlockException e) {
            assertEquals(BlockError.SHUTDOWN, e.error());
            return true;
        }
    }
}
