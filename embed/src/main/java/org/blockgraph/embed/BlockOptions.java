// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.blockgraph.core.life.Patience;

/**
 * How a {@link BlockSystem} is started. Immutable; each method returns changed options.
 *
 * @param drivers where drivers are looked for at the start, or null to begin with none
 * @param log takes one line at a time, on any thread; must not call back into the system
 * @param park how long requests wait for a lost driver, where their device does not say otherwise
 * @param leave how long taking a driver away waits at most until its code is no longer used
 * @param call how long a driver may take to open a node or to let go of it
 * @param shutdown how long closing the system may take
 */
public record BlockOptions(
        ClassLoader drivers,
        Consumer<String> log,
        Duration park,
        Duration leave,
        Duration call,
        Duration shutdown) {

    /** Checks that no time is zero or negative. */
    public BlockOptions {
        Objects.requireNonNull(log, "log");
        requirePositive("park", park);
        requirePositive("leave", leave);
        requirePositive("call", call);
        requirePositive("shutdown", shutdown);
    }

    /** Drivers from the thread's context class loader or the system's, lines to a logger, the usual times. */
    public static BlockOptions usual() {
        System.Logger logger = System.getLogger("org.blockgraph");
        Patience patience = Patience.DEFAULT;
        ClassLoader drivers = Thread.currentThread().getContextClassLoader();
        return new BlockOptions(
                drivers == null ? ClassLoader.getSystemClassLoader() : drivers,
                line -> logger.log(System.Logger.Level.INFO, line),
                patience.park(),
                patience.leave(),
                patience.call(),
                patience.shutdown());
    }

    /** Looks for drivers in another class loader; null looks nowhere. */
    public BlockOptions withDriversFrom(ClassLoader loader) {
        return new BlockOptions(loader, log, park, leave, call, shutdown);
    }

    /** Sends the log's lines elsewhere. */
    public BlockOptions withLog(Consumer<String> newLog) {
        return new BlockOptions(drivers, newLog, park, leave, call, shutdown);
    }

    /** Lets requests wait so long for a lost driver. */
    public BlockOptions withPark(Duration time) {
        return new BlockOptions(drivers, log, time, leave, call, shutdown);
    }

    /** Lets the removal of a driver wait so long for its code to be free. */
    public BlockOptions withLeave(Duration time) {
        return new BlockOptions(drivers, log, park, time, call, shutdown);
    }

    Patience patience() {
        return new Patience(park, leave, call, shutdown);
    }

    private static void requirePositive(String what, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(what + " is no time above 0: " + time);
        }
    }
}
