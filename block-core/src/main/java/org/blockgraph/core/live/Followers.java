// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.edit.Ways;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;

/**
 * What stands on a node and is to stand on another one. Under the global lock.
 *
 * @param edges from nodes above
 * @param devices whose root it is
 */
record Followers(List<Edge> edges, List<Device> devices) {

    /**
     * Finds them.
     *
     * @param parent the name of the one that follows; null for all but what the new node itself stands under
     * @throws BlockException NOT_FOUND when nothing of that name stands on the node
     */
    static Followers of(Node node, String parent, Node to) throws BlockException {
        if (parent == null) {
            List<Edge> edges = node.parents().stream()
                    .filter(edge -> Ways.between(to, edge.parent()).isEmpty())
                    .toList();
            return new Followers(edges, List.copyOf(node.devices()));
        }
        Followers named = new Followers(
                node.parents().stream().filter(edge -> edge.parent().name().equals(parent)).toList(),
                node.devices().stream().filter(device -> device.name().equals(parent)).toList());
        if (named.edges.isEmpty() && named.devices.isEmpty()) {
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    node.name(),
                    parent + " does not stand on node " + node.name() + "; what does: "
                            + (node.isUsed() ? Transaction.users(node) : "nothing"));
        }
        return named;
    }

    /** Lets them stand on the other one. */
    void move(Transaction transaction, Node to) throws BlockException {
        for (Edge edge : edges) {
            transaction.move(edge, to);
        }
        for (Device device : devices) {
            transaction.move(device, to);
        }
    }

    /** Names them. */
    String names() {
        Collection<String> names = new TreeSet<>();
        edges.forEach(edge -> names.add(edge.parent().name()));
        devices.forEach(device -> names.add(device.name()));
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }
}
