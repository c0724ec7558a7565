// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.StatInfo;
import org.blockgraph.core.graph.TokenCounters.Op;

/** Describes a device at one moment. Under the global lock. */
public final class DeviceReport {

    private DeviceReport() {}

    /** Describes it. */
    @UnderGlobalLock
    public static DeviceInfo of(Device device) {
        Gate gate = device.gate();
        return new DeviceInfo(
                device.name(),
                device.root().name(),
                device.length(),
                device.readOnly(),
                gate.isOpen(),
                gate.reasonText(),
                device.tokens().inFlight(),
                gate.waiting(),
                device.parkTimeout() == null ? -1 : device.parkTimeout().toSeconds(),
                stats(device.tokens(), gate));
    }

    private static StatInfo stats(DeviceTokens tokens, Gate gate) {
        return new StatInfo(
                tokens.operations(Op.READ),
                tokens.bytes(Op.READ),
                tokens.operations(Op.WRITE),
                tokens.bytes(Op.WRITE),
                tokens.operations(Op.WRITE_ZEROES),
                tokens.operations(Op.DISCARD),
                tokens.operations(Op.FLUSH),
                tokens.failures(),
                gate.waited(),
                gate.longestWait());
    }
}
