// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drivers leave, come back and are replaced under eight threads of verified I/O, and no request fails. */
@Timeout(120)
class HotSwapTest {

    private static final int ROUNDS = 50;
    private static final long SIZE = 4 << 20;

    private final MemoryDriver memory = new MemoryDriver();
    private final CachingDriver caching = new CachingDriver();

    @Test
    void theLowerDriverLeavesAndComesBack() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            fixture.caching("1.0.0", caching);
            DriverEntry entry = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("lower", SIZE);
            BlockDevice device = fixture.openCaching("d0", "lower");
            try (VerifiedLoad load = new VerifiedLoad(device, 8, 0, SIZE)) {
                for (int i = 0; i < ROUNDS; i++) {
                    entry = bounceMemory(fixture, load, entry);
                }
            }
            assertEquals(0, caching.closedDirty.get(), "dirty data was closed over");
        }
    }

    @Test
    void theUpperDriverLeavesAndComesBack() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry entry = fixture.caching("1.0.0", caching);
            fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("upper", SIZE);
            BlockDevice device = fixture.openCaching("d0", "upper");
            try (VerifiedLoad load = new VerifiedLoad(device, 8, 0, SIZE)) {
                for (int i = 0; i < ROUNDS; i++) {
                    awaitProgress(load);
                    fixture.leave(entry);
                    entry = fixture.caching("1.0.0", caching);
                }
            }
            assertEquals(0, caching.closedDirty.get(), "dirty data was closed over");
        }
    }

    @Test
    void bothLeaveAndComeBackFromTwoThreads() throws Exception {
        try (CoreFixture fixture = new CoreFixture();
                ExecutorService two = Executors.newFixedThreadPool(2)) {
            DriverEntry upper = fixture.caching("1.0.0", caching);
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("both", SIZE);
            BlockDevice device = fixture.openCaching("d0", "both");
            try (VerifiedLoad load = new VerifiedLoad(device, 8, 0, SIZE)) {
                for (int i = 0; i < ROUNDS; i++) {
                    awaitProgress(load);
                    DriverEntry nowUpper = upper;
                    DriverEntry nowLower = lower;
                    Callable<DriverEntry> up = () -> {
                        fixture.leave(nowUpper);
                        return fixture.caching("1.0.0", caching);
                    };
                    Callable<DriverEntry> down = () -> {
                        fixture.leave(nowLower);
                        return fixture.memory("1.0.0", memory);
                    };
                    boolean upFirst = i % 2 == 0;
                    Future<DriverEntry> first = two.submit(upFirst ? up : down);
                    Future<DriverEntry> second = two.submit(upFirst ? down : up);
                    upper = (upFirst ? first : second).get(20, TimeUnit.SECONDS);
                    lower = (upFirst ? second : first).get(20, TimeUnit.SECONDS);
                }
            }
            assertEquals(0, caching.closedDirty.get(), "dirty data was closed over");
        }
    }

    @Test
    void driversAreReplacedSideBySide() throws Exception {
        try (CoreFixture fixture = new CoreFixture()) {
            DriverEntry upper = fixture.caching("1.0.0", caching);
            DriverEntry lower = fixture.memory("1.0.0", memory);
            MemoryDriver.makeDisk("replaced", SIZE);
            BlockDevice device = fixture.openCaching("d0", "replaced");
            try (VerifiedLoad load = new VerifiedLoad(device, 8, 0, SIZE)) {
                for (int i = 1; i <= ROUNDS; i++) {
                    awaitProgress(load);
                    DriverEntry newLower = fixture.memory("1.0." + i, memory);
                    assertEquals(1, fixture.core.driverSwap().moveAll(lower, newLower, line -> { }).nodes());
                    fixture.leave(lower);
                    lower = newLower;
                    DriverEntry newUpper = fixture.caching("1.0." + i, caching);
                    assertEquals(1, fixture.core.driverSwap().moveAll(upper, newUpper, line -> { }).nodes());
                    fixture.leave(upper);
                    upper = newUpper;
                }
            }
            assertEquals(0, caching.closedDirty.get(), "dirty data was closed over");
            long waited = fixture.core.history().stream().mapToLong(HistoryEntry::waited).sum();
            System.out.println("requests that waited at the gate: " + waited);
            assertTrue(waited > 0, "no request ever waited: the load was not there");
        }
    }

    private DriverEntry bounceMemory(CoreFixture fixture, VerifiedLoad load, DriverEntry entry)
            throws Exception {
        awaitProgress(load);
        fixture.leave(entry);
        return fixture.memory("1.0.0", memory);
    }

    private static void awaitProgress(VerifiedLoad load) {
        long before = load.operations();
        CoreFixture.await(
                "the load to go on; failures " + load.failures(), () -> load.operations() > before + 16
                        || !load.failures().isEmpty());
        assertEquals(java.util.List.of(), load.failures());
    }
}
