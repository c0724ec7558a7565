// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.edit;

import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;

/** Says whether a node's other users, and those of what is below it, let it be resized. Any thread. */
public final class ResizeRule {

    private ResizeRule() {}

    /**
     * Refuses a resize that somebody does not share.
     *
     * @param device the user that resizes; null for none of the node's users
     * @throws BlockException PERMISSION, naming both users
     */
    public static void requirePermitted(Graph graph, Node node, Device device) throws BlockException {
        graph.decide(() -> new PermissionUpdate(graph, node, device).below(List.of(node)));
    }
}
