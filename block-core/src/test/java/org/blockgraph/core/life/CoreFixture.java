// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;

/** A core without a framework, with drivers that a test registers and takes away. */
final class CoreFixture implements AutoCloseable {

    static final Duration LEAVE = Duration.ofMillis(2000);

    private static final AtomicLong IDS = new AtomicLong();

    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final BlockCore core;

    CoreFixture() {
        this(Duration.ofSeconds(20));
    }

    CoreFixture(Duration park) {
        this(park, Duration.ofSeconds(5));
    }

    CoreFixture(Duration park, Duration call) {
        Patience patience = new Patience(park, LEAVE, call, Duration.ofSeconds(4));
        core = new BlockCore(
                new GraphLockFactoryComponent(), patience, format -> "install " + format, log::add);
    }

    DriverEntry arrive(String format, DriverKind kind, String version, BlockDriver driver)
            throws BlockException {
        DriverEntry entry = new DriverEntry(
                new DriverEntry.Identity(IDS.incrementAndGet(), format, kind, "test." + format, version),
                driver);
        core.driverLife().arrive(entry);
        return entry;
    }

    DriverEntry memory(String version, MemoryDriver driver) throws BlockException {
        return arrive("memory", DriverKind.PROTOCOL, version, driver);
    }

    DriverEntry caching(String version, CachingDriver driver) throws BlockException {
        return arrive("caching", DriverKind.FORMAT, version, driver);
    }

    void leave(DriverEntry entry) {
        core.driverLife().leave(entry);
    }

    BlockDevice openCaching(String name, String disk) throws BlockException {
        return core.open(
                name, Map.of("driver", "caching", "file.driver", "memory", "file.filename", disk));
    }

    NodeInfo.State state(String node) throws BlockException {
        return core.node(node).state();
    }

    /** Waits for a condition, and says what was missing when it does not come. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    /** Waits as a dead disk does, whoever interrupts. */
    static void hangUntil(CountDownLatch woken) {
        while (woken.getCount() > 0) {
            try {
                woken.await();
            } catch (InterruptedException e) {
                // A dead disk does not care.
                continue;
            }
        }
    }

    /** A change opens its nodes one by one, and then the gates. */
    private boolean gatesOpen() {
        return core.snapshot().devices().stream().allMatch(DeviceInfo::gateOpen);
    }

    void awaitState(String node, NodeInfo.State wanted) {
        await(node + " to be " + wanted, () -> is(node, wanted)
                && (wanted != NodeInfo.State.OPEN || gatesOpen()));
    }

    boolean is(String node, NodeInfo.State wanted) {
        try {
            return state(node) == wanted;
        } catch (BlockException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        core.close();
    }
}
