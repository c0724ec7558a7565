// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.info.DriverInfo;

/**
 * The drivers.
 *
 * @param drivers in the order in which they are shown
 */
public record DriverList(List<DriverInfo> drivers) {

    /** Copies the list. */
    public DriverList {
        drivers = List.copyOf(drivers);
    }
}
