// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.List;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.StatInfo;

/** Shows devices' counters as a table. */
final class DeviceView {

    private DeviceView() {}

    static String of(List<DeviceInfo> devices) {
        if (devices.isEmpty()) {
            return "no device is open; block:open opens one";
        }
        TextTable table = new TextTable(
                "DEVICE", "READS", "READ", "WRITES", "WRITTEN", "ZEROES", "DISCARDS", "FLUSHES", "FAILED",
                "INSIDE", "WAITING", "WAITED", "LONGEST WAIT");
        for (DeviceInfo device : devices) {
            StatInfo stats = device.stats();
            table.row(
                    device.name(),
                    stats.rdOperations(),
                    HumanSize.of(stats.rdBytes()),
                    stats.wrOperations(),
                    HumanSize.of(stats.wrBytes()),
                    stats.zeroOperations(),
                    stats.unmapOperations(),
                    stats.flushOperations(),
                    stats.failedOperations(),
                    device.inFlight(),
                    device.waiting(),
                    stats.waitedAtGate(),
                    HumanTime.ofNanos(stats.longestWaitNanos()));
        }
        return table.text();
    }
}
