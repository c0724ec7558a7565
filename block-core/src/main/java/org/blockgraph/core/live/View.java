// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.OwnData;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.NodeCalls;

/** Tells whether a node shows exactly what another one below it shows. */
final class View {

    private final Core core;

    View(Core core) {
        this.core = core;
    }

    /**
     * Returns the edge to the node that shows through: a filter's child, or an overlay's backing child.
     *
     * @throws BlockException INVALID when there is none
     */
    Edge through(Node node) throws BlockException {
        ChildRole role = node.kind() == DriverKind.FILTER ? ChildRole.FILTERED : ChildRole.COW;
        for (Edge edge : node.children()) {
            if (edge.roles().contains(role)) {
                return edge;
            }
        }
        throw new BlockException(
                BlockError.INVALID,
                node.name(),
                "node " + node.name() + " (" + node.format() + ") is neither a filter nor an overlay: nothing"
                        + " below shows through it");
    }

    /** Refuses two nodes of which one could not stand in for the other; while no request changes a size. */
    void requireSameSize(Node one, Node other) throws BlockException {
        if (one.length() != other.length()) {
            throw new BlockException(
                    BlockError.INVALID,
                    one.name(),
                    "node " + one.name() + " has " + one.length() + " bytes and node " + other.name()
                            + " has " + other.length() + "; bring them to one size with block:resize first");
        }
    }

    /**
     * Refuses an overlay that holds data of its own.
     *
     * @param remedy what to do about it
     */
    void requireNothingOwn(Node overlay, String remedy) throws BlockException {
        if (overlay.kind() == DriverKind.FILTER) {
            return;
        }
        long at = new NodeCalls(core).call(
                overlay,
                overlay.servedBy(),
                "block status of " + overlay.name(),
                token -> OwnData.firstOf(overlay, token));
        if (at >= 0) {
            throw new BlockException(
                    BlockError.BUSY,
                    overlay.name(),
                    at,
                    "node " + overlay.name() + " holds data of its own, at offset " + at + "; " + remedy,
                    null);
        }
    }
}
