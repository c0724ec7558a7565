// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.List;
import org.blockgraph.api.info.DriverInfo;

/** Shows the drivers as a table. */
final class DriverView {

    /** How many names of nodes a line shows; JSON has them all. */
    private static final int MOST_NAMES = 8;

    private DriverView() {}

    static String of(List<DriverInfo> drivers) {
        if (drivers.isEmpty()) {
            return "no driver is here; install a driver's bundle and start it";
        }
        TextTable table = new TextTable("DRIVER", "KIND", "BUNDLE", "VERSION", "STATE", "NODES");
        for (DriverInfo driver : drivers) {
            table.row(
                    driver.format(),
                    driver.kind(),
                    driver.bundle(),
                    driver.version(),
                    driver.state(),
                    nodes(driver.nodes()));
        }
        return table.text();
    }

    private static String nodes(List<String> names) {
        if (names.isEmpty()) {
            return "-";
        }
        if (names.size() <= MOST_NAMES) {
            return String.join(", ", names);
        }
        String first = String.join(", ", names.subList(0, MOST_NAMES));
        return first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
