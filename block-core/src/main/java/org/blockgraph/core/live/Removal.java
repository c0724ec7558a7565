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

/**
 * Takes a filter or an empty overlay out from between what is above and below. What stands on it is moved
 * first, for which requests wait; it is written out and closed while they run again.
 */
final class Removal {

    private final Core core;
    private final Lookup lookup;
    private final View view;
    private final Node node;

    Removal(Core core, Node node) {
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.view = new View(core);
        this.node = node;
    }

    /** Moves what stands on it to what shows through, and closes it. */
    Change<Void> change() {
        return new Change<>("remove " + node.name(), this::claims, this::execute);
    }

    /** Closes it only where nothing stands on it. */
    Change<Void> deletion() {
        return new Change<>("delete " + node.name(), this::claims, this::delete);
    }

    private Collection<Node> claims() {
        Set<Node> claims = core.graph().withAncestors(List.of(node));
        claims.addAll(core.graph().withDescendants(List.of(node)));
        return claims;
    }

    private Void execute(ChangeScope scope) throws BlockException {
        lookup.requireServing(scope, node);
        Node heir = view.through(node).node();
        lookup.requireServing(scope, heir);
        requireWritable(heir);
        Quiet.around(core, scope, List.of(node, heir), node.name());
        view.requireSameSize(node, heir);
        view.requireNothingOwn(node, "it can go when they are committed to node " + heir.name()
                + ", and commit is not there yet");
        Transaction.run(scope, core.graph(), transaction -> {
            Followers followers = Followers.of(node, null, heir);
            followers.move(transaction, heir);
            transaction.permissions(List.of(node, heir));
            transaction.atCommit(() -> scope.event(
                    BlockEvent.Kind.NODE_REMOVED,
                    node.name(),
                    "from between " + followers.names() + " and " + heir.name()));
        });
        scope.openGates();
        new Retirement(core).retireAfter(scope, node);
        return null;
    }

    private void requireWritable(Node heir) throws BlockException {
        if (heir.readOnly() && !node.readOnly()) {
            throw new BlockException(
                    BlockError.READ_ONLY,
                    heir.name(),
                    "node " + heir.name() + " below node " + node.name() + " is read-only, and what is above"
                            + " is not; block:reopen -w " + heir.name() + " first");
        }
    }

    private Void delete(ChangeScope scope) throws BlockException {
        if (core.graph().decide(() -> !core.graph().nodes().contains(node))) {
            throw new BlockException(
                    BlockError.NOT_FOUND, node.name(), node.name() + ": the node was closed meanwhile");
        }
        if (core.graph().decide(node::isUsed)) {
            throw new BlockException(
                    BlockError.BUSY,
                    node.name(),
                    "node " + node.name() + " is used by "
                            + core.graph().decide(() -> Transaction.users(node))
                            + "; let go of it there first");
        }
        new Retirement(core).retire(scope, node);
        scope.event(BlockEvent.Kind.NODE_REMOVED, node.name(), "closed");
        return null;
    }
}
