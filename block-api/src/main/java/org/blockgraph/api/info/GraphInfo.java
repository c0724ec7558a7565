// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

import java.util.List;

/**
 * The graph.
 *
 * @param devices in order of their names
 * @param nodes in order of their names
 */
public record GraphInfo(List<DeviceInfo> devices, List<NodeInfo> nodes) {
    /** Copies the lists. */
    public GraphInfo {
        devices = List.copyOf(devices);
        nodes = List.copyOf(nodes);
    }
}
