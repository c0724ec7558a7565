// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.Retirement;

/** Lets what stands on one node stand on another that shows the same. */
final class Replacement {

    private final Core core;
    private final Lookup lookup;
    private final Node node;
    private final String parent;
    private final Node by;

    Replacement(Core core, Node node, String parent, Node by) {
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.node = node;
        this.parent = parent;
        this.by = by;
    }

    Change<Void> change() {
        return new Change<>("replace " + node.name() + " by " + by.name(), this::claims, this::execute);
    }

    private Collection<Node> claims() {
        Set<Node> claims = core.graph().withAncestors(List.of(node, by));
        claims.addAll(core.graph().withDescendants(List.of(node)));
        return claims;
    }

    private Void execute(ChangeScope scope) throws BlockException {
        lookup.requireServing(scope, node);
        lookup.requireServing(scope, by);
        if (node == by) {
            throw new BlockException(
                    BlockError.INVALID, node.name(), "node " + node.name() + " can't replace itself");
        }
        Quiet.around(core, scope, List.of(node, by), node.name());
        new View(core).requireSameSize(by, node);
        if (by.readOnly() && !node.readOnly()) {
            throw new BlockException(
                    BlockError.READ_ONLY,
                    by.name(),
                    "node " + by.name() + " is read-only, and node " + node.name()
                            + " is not; block:reopen -w " + by.name() + " first");
        }
        Transaction.run(scope, core.graph(), transaction -> {
            Followers followers = Followers.of(node, parent, by);
            followers.move(transaction, by);
            transaction.permissions(List.of(node, by));
            transaction.atCommit(() -> scope.event(
                    BlockEvent.Kind.NODE_REPLACED,
                    node.name(),
                    "by " + by.name() + " below " + followers.names()));
        });
        scope.openGates();
        if (core.graph().decide(() -> !node.isUsed() && !node.isKept())) {
            new Retirement(core).retireAfter(scope, node);
        }
        return null;
    }
}
