// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.NodeInfo;

/** Everything that an operation which is refused has to leave as it was, as text. */
final class Sight {

    private static final Set<String> SIZED = Set.of("null-co", "qcow2", "raw", "stateful");

    private Sight() {}

    static List<String> of(BlockGraph graph) {
        List<String> lines = new ArrayList<>();
        for (NodeInfo node : graph.snapshot().nodes()) {
            // A file below a format grows with what clients write, and so does a filter on it.
            long length = SIZED.contains(node.driver()) ? node.length() : 0;
            lines.add(new NodeInfo(node.name(), node.driver(), node.driverVersion(), node.state(),
                            node.reason(), length, node.readOnly(), node.drained(), node.children(),
                            node.parents(), Map.of())
                    .toString());
        }
        for (DeviceInfo device : graph.snapshot().devices()) {
            lines.add(device.name() + " -> " + device.root() + " " + device.length() + " "
                    + device.readOnly() + " " + device.gateOpen() + " " + device.gateReason());
        }
        graph.editor().permissions().forEach(each -> lines.add(each.toString()));
        graph.drivers().forEach(each -> lines.add(each.toString()));
        return lines;
    }
}
