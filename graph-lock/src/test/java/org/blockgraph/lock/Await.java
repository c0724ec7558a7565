// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** Waits for a condition, and says what was missing when it does not come. */
public final class Await {

    /** Far beyond what anything here takes on a busy machine. */
    public static final long DEADLINE_SECONDS = 20;

    private Await() {}

    /** Returns when the condition holds; fails the test naming {@code what} when it does not in time. */
    public static void until(String what, BooleanSupplier condition) {
        Patience patience = new Patience(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (patience.isOver()) {
                Assertions.fail("after " + DEADLINE_SECONDS + " s still missing: " + what);
            }
            Thread.yield();
        }
    }
}
