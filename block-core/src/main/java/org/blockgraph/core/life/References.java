// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.UnderGlobalLock;

/**
 * The nodes of the graph that values of options may refer to: claimed before a change, and found again when
 * its turn has come. More than needed does no harm.
 */
public final class References {

    private final Graph graph;
    private final Collection<String> values;

    /** What the values of the options may name. */
    public References(Graph graph, Map<String, String> options) {
        this.graph = graph;
        this.values = options.values();
    }

    /** Returns those that exist now, for a change to claim; global lock held. */
    @UnderGlobalLock
    public List<Node> toClaim() {
        return values.stream().map(graph::find).filter(Objects::nonNull).distinct().toList();
    }

    /** Returns those that the change has claimed and that still exist, by their names. */
    public Map<String, Node> claimedBy(ChangeScope scope) {
        Map<String, Node> existing = new HashMap<>();
        graph.decideRun(() -> values.forEach(value -> {
            Node node = graph.find(value);
            if (node != null && scope.hasClaimed(node)) {
                existing.put(value, node);
            }
        }));
        return existing;
    }
}
