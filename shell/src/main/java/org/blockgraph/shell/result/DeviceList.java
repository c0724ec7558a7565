// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.info.DeviceInfo;

/**
 * Devices with their counters.
 *
 * @param devices in order of their names
 */
public record DeviceList(List<DeviceInfo> devices) {

    /** Copies the list. */
    public DeviceList {
        devices = List.copyOf(devices);
    }
}
