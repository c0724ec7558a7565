// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.NodeInfo;

/**
 * The graph, and which of its drains the shell holds.
 *
 * @param devices in order of their names
 * @param nodes in order of their names
 * @param drains in order of the nodes' names
 */
public record ShownGraph(List<DeviceInfo> devices, List<NodeInfo> nodes, List<HeldDrain> drains) {

    /** Copies the lists. */
    public ShownGraph {
        devices = List.copyOf(devices);
        nodes = List.copyOf(nodes);
        drains = List.copyOf(drains);
    }

    /** A graph with the shell's drains. */
    public ShownGraph(GraphInfo graph, List<HeldDrain> drains) {
        this(graph.devices(), graph.nodes(), drains);
    }
}
