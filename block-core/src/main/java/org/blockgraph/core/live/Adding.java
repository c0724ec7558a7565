// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.NodeOpener;
import org.blockgraph.core.life.References;

/** Opens a node that no device stands on; see {@link org.blockgraph.api.GraphEditor#add}. */
final class Adding {

    private final Core core;
    private final References references;
    private final String name;
    private final Map<String, String> options;

    Adding(Core core, String name, Map<String, String> options) throws BlockException {
        this.core = core;
        this.name = options.getOrDefault("node-name", name);
        this.options = new HashMap<>(options);
        this.references = new References(core.graph(), this.options);
        Lookup.requireName(this.name);
    }

    Change<String> change() {
        return new Change<>("add " + name, references::toClaim, this::execute);
    }

    private String execute(ChangeScope scope) throws BlockException {
        NodeOpener opener = new NodeOpener(core, references.claimedBy(scope));
        boolean done = false;
        try {
            Node node = opener.open(name, options, false);
            Transaction.run(scope, core.graph(), transaction -> {
                opener.requireStillGood();
                opener.enter(transaction);
                transaction.permissions(List.of(node));
                transaction.atCommit(() -> node.keep(true));
            });
            done = true;
            scope.event(BlockEvent.Kind.NODE_ADDED, name, node.format());
            return name;
        } finally {
            if (!done) {
                opener.undo();
            }
        }
    }
}
