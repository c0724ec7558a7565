// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.Await;

/** Waits until requests are served: a change opens its nodes one by one, and then the gates. */
public final class Served {

    private Served() {}

    /** Waits until every node is OPEN and every gate too. */
    public static void await(BlockGraph graph) throws Exception {
        Await.until("every node and gate to be open", () -> isServed(graph.snapshot()), graph::snapshot);
    }

    private static boolean isServed(GraphInfo graph) {
        return graph.nodes().stream().allMatch(node -> node.state() == NodeInfo.State.OPEN)
                && graph.devices().stream().allMatch(DeviceInfo::gateOpen);
    }
}
