// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;

/** Finds the nodes that somebody names, before a change and again when its turn has come. */
final class Lookup {

    private static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,127}";

    private final Graph graph;

    Lookup(Graph graph) {
        this.graph = graph;
    }

    /** Returns the node of that name; where there is none, the root node of the device of that name. */
    Node node(String name) throws BlockException {
        return graph.decide(() -> graph.require(name));
    }

    /** Refuses a node that has left the graph meanwhile, or that no driver serves now. */
    void requireServing(ChangeScope scope, Node node) throws BlockException {
        String name = node.name();
        if (!scope.hasClaimed(node) || graph.decide(() -> !graph.nodes().contains(node))) {
            throw new BlockException(
                    BlockError.NOT_FOUND, name, name + ": the node was closed meanwhile; see block:graph");
        }
        if (node.state() != NodeInfo.State.OPEN) {
            throw new BlockException(
                    BlockError.BUSY,
                    name,
                    name + ": the node is " + node.state() + "; see block:why " + name);
        }
    }

    static void requireName(String name) throws BlockException {
        if (!name.matches(NAME)) {
            throw new BlockException(
                    BlockError.INVALID,
                    name,
                    "'" + name + "' is no name for a node: a letter, then up to 127 letters, digits, '.',"
                            + " '_', '-'");
        }
    }
}
