// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Map;
import java.util.Set;
import org.blockgraph.core.graph.Node;

/**
 * What a node is to be opened as from now on.
 *
 * @param node the node
 * @param readOnly whether it is never written to
 * @param options all of its options as they are to be
 * @param changed the keys of those that are other than before, without read-only; a child's name for another
 *     child, and nothing of what is meant for children
 */
public record NodeWish(Node node, boolean readOnly, Map<String, String> options, Set<String> changed) {

    /** Copies. */
    public NodeWish {
        options = Map.copyOf(options);
        changed = Set.copyOf(changed);
    }
}
