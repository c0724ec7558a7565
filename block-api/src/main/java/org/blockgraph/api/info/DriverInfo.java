// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

import java.util.List;

/**
 * A driver.
 *
 * @param format its name, as used in options
 * @param kind protocol, format or filter
 * @param bundle the symbolic name of its bundle; the class path's jar where there is no framework
 * @param version its bundle's version
 * @param state "active", "leaving" or "gone"
 * @param nodes the names of the nodes that it serves
 */
public record DriverInfo(
        String format, String kind, String bundle, String version, String state, List<String> nodes) {
    /** Copies the list. */
    public DriverInfo {
        nodes = List.copyOf(nodes);
    }
}
