// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver that begins to leave between its open of a node and the commit of that. */
@Timeout(60)
class LeavingMeanwhileTest {

    private static final Map<String, String> OPTIONS = Map.of("driver", "memory", "filename", "meanwhile");

    private final MemoryDriver memory = new MemoryDriver();
    private final AtomicReference<CompletableFuture<Void>> departure = new AtomicReference<>();

    /** Opens well, but is on its way out when it returns. */
    private final class Fleeting implements BlockDriver {
        private final CoreFixture fixture;
        private volatile DriverEntry entry;

        Fleeting(CoreFixture fixture) {
            this.fixture = fixture;
        }

        @Override
        public void create(CreateContext context) {
            throw new AssertionError("nothing is created");
        }

        @Override
        public DriverInstance open(OpenContext context) throws BlockException {
            DriverInstance instance = memory.open(context);
            CoreFixture.await("the driver to be known", () -> entry != null);
            departure.set(CompletableFuture.runAsync(() -> fixture.leave(entry)));
            CoreFixture.await("the departure to begin", () -> !entry.isActive());
            // What cancels an open is not noticed: it has succeeded by now.
            Thread.interrupted();
            return instance;
        }
    }

    private DriverEntry arrive(CoreFixture fixture, String version) throws BlockException {
        Fleeting driver = new Fleeting(fixture);
        driver.entry = fixture.arrive("memory", DriverKind.PROTOCOL, version, driver);
        return driver.entry;
    }

    private void requireDepartureToEnd() throws Exception {
        CoreFixture.await("the departure", () -> departure.get() != null);
        departure.get().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aReplacementStaysWithTheOldDriver() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            MemoryDriver.makeDisk("meanwhile", 1 << 20);
            DriverEntry old = fixture.memory("1.0.0", memory);
            BlockDevice device = fixture.core.open("d0", OPTIONS);
            DriverEntry fleeting = arrive(fixture, "1.0.1");
            BlockException refused = assertThrows(
                    BlockException.class,
                    () -> fixture.core.driverSwap().moveAll(old, fleeting, line -> { }));
            assertTrue(refused.getMessage().contains("memory 1.0.1 has left"), refused.getMessage());
            requireDepartureToEnd();
            assertEquals("1.0.0", fixture.core.node("d0").driverVersion());
            device.write(0, ByteBuffer.wrap(new byte[] {1}));
            assertEquals(memory.opened.get(), memory.closed.get() + 1, "instances left open");
        }
    }

    @Test
    void aParkedNodeStaysParked() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            MemoryDriver.makeDisk("meanwhile", 1 << 20);
            DriverEntry old = fixture.memory("1.0.0", memory);
            BlockDevice device = fixture.core.open("d0", OPTIONS);
            fixture.leave(old);
            arrive(fixture, "1.0.1");
            requireDepartureToEnd();
            CoreFixture.await("the arrival to be over", () -> fixture.core.history().stream()
                    .anyMatch(entry -> entry.what().equals("driver memory 1.0.1 arrives")));
            assertEquals(NodeInfo.State.PARKED, fixture.state("d0"));
            fixture.memory("1.0.2", memory);
            fixture.awaitState("d0", NodeInfo.State.OPEN);
            device.write(0, ByteBuffer.wrap(new byte[] {1}));
        }
    }
}
