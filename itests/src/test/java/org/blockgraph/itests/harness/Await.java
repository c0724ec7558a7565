// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition with a deadline and says what was missing. */
public final class Await {

    /** The deadline where none is given; long, since machines that test are slow at times. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How often the condition is looked at. */
    private static final long LOOK_EVERY_NANOS = 5_000_000;

    private Await() {}

    /** Waits until something holds. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, condition, () -> "");
    }

    /**
     * Waits until something holds.
     *
     * @param what is waited for, to go after "waited 30 s for"
     * @param instead describes, at the deadline, what is there instead
     */
    public static void until(String what, Callable<Boolean> condition, Supplier<?> instead) throws Exception {
        until(PATIENCE, what, condition, instead);
    }

    /** Waits until something holds, but no longer than given. */
    public static void until(Duration deadline, String what, Callable<Boolean> condition, Supplier<?> instead)
            throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "waited " + deadline.toMillis() + " ms for " + what + "; instead: " + instead.get());
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting for " + what);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
