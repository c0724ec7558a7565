// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what comes by itself, and says what was missing when it does not. */
final class Await {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Await() {}

    /**
     * Waits.
     *
     * @param missing asked again and again; null when everything is there
     */
    static void until(Supplier<String> missing) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String what = missing.get();
        while (what != null) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(200_000);
            what = missing.get();
        }
    }
}
