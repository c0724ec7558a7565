// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** Waits for a condition, and says what was missing when it does not come. */
public final class Await {

    /** Far beyond what anything here takes on a busy machine. */
    public static final long DEADLINE_SECONDS = 20;

    private Await() {}

    /** Returns when the condition holds; fails the test naming {@code what} when it does not in time. */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                Assertions.fail("after " + DEADLINE_SECONDS + " s still missing: " + what);
            }
            Thread.yield();
        }
    }
}
