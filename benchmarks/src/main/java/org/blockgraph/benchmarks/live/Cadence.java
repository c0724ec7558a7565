// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.util.concurrent.locks.LockSupport;

/** How often something is done. One that was late makes up for it, so that the rate is what was asked for. */
final class Cadence {

    private final long nanos;
    private long next = System.nanoTime();

    /** So many times a second, where that can be; 0 for as often as it goes. */
    Cadence(double perSecond) {
        nanos = perSecond == 0 ? 0 : (long) (1e9 / perSecond);
    }

    /** Waits for the next time. */
    void await() {
        if (nanos > 0) {
            next += nanos;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }
}
