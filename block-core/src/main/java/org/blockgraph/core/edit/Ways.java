// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.edit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;

/** Finds how one node leads down to another. Under the global lock. */
public final class Ways {

    private Ways() {}

    /** Returns the way, by names of nodes and edges, from one node down to another; or nothing. */
    public static List<String> between(Node from, Node to) {
        Map<Node, Edge> reachedBy = new IdentityHashMap<>();
        Deque<Node> open = new ArrayDeque<>();
        reachedBy.put(from, Edge.ofCore(from));
        open.add(from);
        while (!open.isEmpty() && !reachedBy.containsKey(to)) {
            for (Edge edge : open.poll().children()) {
                if (reachedBy.putIfAbsent(edge.node(), edge) == null) {
                    open.add(edge.node());
                }
            }
        }
        return reachedBy.containsKey(to) ? names(from, to, reachedBy) : List.of();
    }

    private static List<String> names(Node from, Node to, Map<Node, Edge> reachedBy) {
        List<String> way = new ArrayList<>();
        way.add(to.name());
        for (Node at = to; at != from; ) {
            Edge edge = reachedBy.get(at);
            way.addFirst("-" + edge.name() + "->");
            way.addFirst(edge.parent().name());
            at = edge.parent();
        }
        return way;
    }
}
