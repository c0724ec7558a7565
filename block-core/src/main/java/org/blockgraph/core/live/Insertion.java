// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.NodeOpener;
import org.blockgraph.core.life.References;

/**
 * Puts a new filter or overlay between a node and what stands on it. The new node is opened while requests
 * run; they wait for the swap alone.
 */
final class Insertion {

    private final Core core;
    private final Lookup lookup;
    private final View view;
    private final Node below;
    private final String parent;
    private final String name;
    private final Map<String, String> options;
    private final References references;

    Insertion(Core core, Node below, String parent, Map<String, String> given) throws BlockException {
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.view = new View(core);
        this.below = below;
        this.parent = parent;
        this.options = new HashMap<>(given);
        this.references = new References(core.graph(), options);
        String format = options.get("driver");
        if (format == null) {
            throw new BlockException(
                    BlockError.INVALID,
                    below.name(),
                    "what is inserted above node " + below.name() + " needs a driver; give driver=...");
        }
        this.name = options.getOrDefault("node-name", below.name() + "." + format);
        Lookup.requireName(name);
        stand(core.registry().require(format).identity().kind());
    }

    /** The same for an overlay: something that shows what is below until it is written to. */
    static Insertion ofOverlay(Core core, Node below, Map<String, String> given) throws BlockException {
        String format = given.get("driver");
        if (core.registry().require(format).identity().kind() != DriverKind.FORMAT) {
            throw new BlockException(
                    BlockError.INVALID,
                    below.name(),
                    "'" + format + "' is no format of images with a backing file; give one, such as qcow2");
        }
        return new Insertion(core, below, null, given);
    }

    /** Says in the options that the new node stands on the one below. */
    private void stand(DriverKind kind) throws BlockException {
        String child = kind == DriverKind.FILTER ? "file" : "backing";
        boolean said = options.keySet().stream()
                .anyMatch(key -> key.equals(child) || key.startsWith(child + "."));
        if (said || kind == DriverKind.FILTER && options.containsKey("filename")) {
            throw new BlockException(
                    BlockError.INVALID,
                    name,
                    name + ": its child '" + child + "' is node " + below.name()
                            + "; leave out the options for it");
        }
        options.put(child, below.name());
    }

    Change<String> change() {
        return new Change<>("insert " + name + " above " + below.name(), this::claims, this::execute);
    }

    /** Returns what the change is to claim; under the global lock. */
    Collection<Node> claims() {
        Set<Node> claims = core.graph().withAncestors(List.of(below));
        claims.addAll(references.toClaim());
        return claims;
    }

    /** Does it, and returns the name of the new node. */
    String execute(ChangeScope scope) throws BlockException {
        lookup.requireServing(scope, below);
        NodeOpener opener = new NodeOpener(core, references.claimedBy(scope));
        boolean done = false;
        try {
            Node node = opener.open(name, options, below.readOnly());
            requireSameView(node);
            Quiet.around(core, scope, List.of(below), name);
            view.requireSameSize(node, below);
            commit(scope, opener, node);
            done = true;
            return name;
        } finally {
            if (!done) {
                opener.undo();
            }
        }
    }

    private void requireSameView(Node node) throws BlockException {
        if (view.through(node).node() != below) {
            throw new BlockException(
                    BlockError.INVALID, name, "node " + name + " does not show node " + below.name());
        }
        view.requireNothingOwn(node, "an overlay that is inserted has to be empty");
    }

    private void commit(ChangeScope scope, NodeOpener opener, Node node) throws BlockException {
        Transaction.run(scope, core.graph(), transaction -> {
            opener.requireStillGood();
            Followers followers = Followers.of(below, parent, node);
            opener.enter(transaction);
            followers.move(transaction, node);
            transaction.permissions(List.of(node, below));
            transaction.atCommit(() -> scope.event(
                    BlockEvent.Kind.NODE_INSERTED,
                    name,
                    "between " + followers.names() + " and " + below.name()));
        });
    }
}
