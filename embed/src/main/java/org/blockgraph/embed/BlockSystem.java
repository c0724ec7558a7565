// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.life.BlockCore;
import org.blockgraph.lock.GraphLockFactory;

/**
 * A block graph in a program that has no framework: the same classes, wired here.
 *
 * <p>Drivers on the class path are found by {@link ServiceLoader}, because their jars name them already and a
 * program then needs no line for each; one that comes later, or from a class loader of its own, is given to
 * {@link #register}. Either kind can go while its nodes carry I/O. Native access must be allowed to the code:
 * {@code --enable-native-access=ALL-UNNAMED}. Any thread may call.
 */
public final class BlockSystem implements AutoCloseable {

    private final BlockCore core;

    /** What is registered; guarded by this. */
    private final List<DriverRegistration> registrations = new ArrayList<>();

    /** The number of the last registration; guarded by this. */
    private long lastId;

    /** Set once; guarded by this. */
    private boolean closed;

    private BlockSystem(BlockOptions options) {
        core = new BlockCore(
                lockFactory(),
                options.patience(),
                format -> "register a driver '" + format + "', or put its jar on the class path",
                options.log());
    }

    /** The factory that the lock's jar names, wherever that jar came from. */
    private static GraphLockFactory lockFactory() {
        return ServiceLoader.load(GraphLockFactory.class, GraphLockFactory.class.getClassLoader())
                .findFirst()
                .orElseThrow();
    }

    /** Starts a system with the usual options. */
    public static BlockSystem start() throws BlockException {
        return start(BlockOptions.usual());
    }

    /**
     * Starts a system and registers the drivers that the options' class loader has.
     *
     * @throws BlockException INVALID when one of them does not say what it is; nothing is left running
     * @throws java.util.ServiceConfigurationError when one of them can't be loaded; nothing is left running
     */
    public static BlockSystem start(BlockOptions options) throws BlockException {
        BlockSystem system = new BlockSystem(options);
        boolean started = false;
        try {
            if (options.drivers() != null) {
                for (BlockDriver driver : ServiceLoader.load(BlockDriver.class, options.drivers())) {
                    system.register(driver);
                }
            }
            started = true;
        } finally {
            if (!started) {
                system.close();
            }
        }
        return system;
    }

    /** Returns the graph; after {@link #close} its operations are refused with SHUTDOWN. */
    public BlockGraph graph() {
        return core;
    }

    /** Registers a driver under the version that its jar's manifest names; see the other method. */
    public DriverRegistration register(BlockDriver driver) throws BlockException {
        return register(driver, JarVersion.of(driver.getClass()));
    }

    /**
     * Registers a driver, whose class carries {@link BlockDriverType}. Of several for one format new nodes
     * get the highest version. Nodes that wait for such a driver are opened again soon after the return.
     *
     * @param version digits and letters between dots, a digit first
     * @return what takes the driver away again
     * @throws BlockException INVALID for a class without annotation or a bad version, SHUTDOWN after close,
     *     BUSY when there are too many
     */
    public DriverRegistration register(BlockDriver driver, String version) throws BlockException {
        BlockDriverType type = driver.getClass().getAnnotation(BlockDriverType.class);
        if (type == null) {
            throw new BlockException(
                    BlockError.INVALID, driver.getClass().getName() + " has no annotation @BlockDriverType");
        }
        synchronized (this) {
            if (closed) {
                throw new BlockException(BlockError.SHUTDOWN, "the block system is closed");
            }
            DriverEntry entry = entry(driver, type, version);
            core.driverLife().arrive(entry);
            DriverRegistration registration = new DriverRegistration(this, entry);
            registrations.add(registration);
            return registration;
        }
    }

    private DriverEntry entry(BlockDriver driver, BlockDriverType type, String version)
            throws BlockException {
        try {
            String from = driver.getClass().getPackageName();
            return new DriverEntry(
                    new DriverEntry.Identity(++lastId, type.format(), type.kind(), from, version), driver);
        } catch (IllegalArgumentException e) {
            throw new BlockException(
                    BlockError.INVALID, driver.getClass().getName() + ": no version: " + e.getMessage());
        }
    }

    /** Takes a driver away, without holding a lock while it waits. */
    void unregister(DriverRegistration registration, DriverEntry entry) {
        synchronized (this) {
            if (!registrations.remove(registration)) {
                return;
            }
        }
        core.driverLife().leave(entry);
    }

    /**
     * Closes every device, what is dirty written first, lets go of the drivers and ends the threads; bounded
     * by the options. Idempotent.
     */
    @Override
    public void close() {
        List<DriverRegistration> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(registrations);
        }
        core.shutDown("the block system is closed");
        left.forEach(DriverRegistration::close);
        core.close();
    }
}
