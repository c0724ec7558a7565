// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import org.blockgraph.api.rules.GlobalState;

/** What a change needs of devices' gates. */
public final class Gates {

    private Gates() {}

    /** Waits until no request of the device is in flight; false when the deadline passed first. */
    @GlobalState
    public static boolean awaitIdle(Device device, long deadlineNanos) {
        return device.gate().awaitIdle(() -> device.tokens().inFlight() == 0, deadlineNanos);
    }

    /** A change begins, or ceases, to keep requests to this device alone away. */
    @UnderGlobalLock
    public static void hold(Device device, int amount) {
        device.gate().hold(amount);
    }

    /** Counts the requests that have ever waited at the device's gate. */
    public static long waited(Device device) {
        return device.gate().waited();
    }
}
