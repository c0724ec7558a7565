// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.NodeCalls;
import org.blockgraph.core.life.NodeWish;
import org.blockgraph.core.life.PreparedReopen;
import org.blockgraph.core.life.References;
import org.blockgraph.core.life.Retirement;

/**
 * Gives nodes other options, another read-only state or other children while they are open: what is dirty is
 * written while requests run; then they wait while every driver prepares and, if all could, one transaction
 * commits all of it. If one could not, those that could abort, last first.
 */
final class Reopening {

    private final Core core;
    private final Lookup lookup;
    private final Map<Node, Map<String, String>> named;
    private final References references;

    Reopening(Core core, Map<String, Map<String, String>> given) throws BlockException {
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.named = new LinkedHashMap<>();
        if (given.isEmpty()) {
            throw new BlockException(BlockError.INVALID, "nothing to reopen: name a node");
        }
        Map<String, String> all = new HashMap<>();
        for (Map.Entry<String, Map<String, String>> each : given.entrySet()) {
            Node node = lookup.node(each.getKey());
            if (named.put(node, Map.copyOf(each.getValue())) != null) {
                throw new BlockException(
                        BlockError.INVALID, node.name(), "node " + node.name() + " is named twice");
            }
            each.getValue().forEach((key, value) -> all.put(node.name() + " " + key, value));
        }
        this.references = new References(core.graph(), all);
    }

    Change<Void> change() {
        List<String> names = named.keySet().stream().map(Node::name).toList();
        return new Change<>("reopen " + String.join(", ", names), this::claims, this::execute);
    }

    private Collection<Node> claims() {
        Set<Node> claims = core.graph().withAncestors(named.keySet());
        claims.addAll(core.graph().withDescendants(named.keySet()));
        claims.addAll(references.toClaim());
        return claims;
    }

    private Void execute(ChangeScope scope) throws BlockException {
        for (Node node : named.keySet()) {
            lookup.requireServing(scope, node);
        }
        List<NodeWish> wishes = core.graph().decide(() -> ReopenQueue.of(core.graph(), named));
        if (wishes.isEmpty()) {
            return null;
        }
        List<Node> nodes = wishes.stream().map(NodeWish::node).toList();
        flush(nodes);
        Quiet.around(core, scope, nodes, nodes.getFirst().name());
        List<Node> lost = new ArrayList<>();
        List<PreparedReopen> prepared = new ArrayList<>();
        try {
            flush(wishes.stream().filter(NodeWish::readOnly).map(NodeWish::node).toList());
            Map<String, Node> existing = references.claimedBy(scope);
            for (NodeWish wish : wishes) {
                PreparedReopen one = new PreparedReopen(core, wish);
                prepared.add(one);
                one.prepare(existing);
                lost.addAll(one.lost());
            }
            commit(scope, wishes, prepared);
        } finally {
            prepared.reversed().forEach(PreparedReopen::end);
        }
        List<BlockException> failures = new ArrayList<>();
        for (PreparedReopen each : prepared) {
            each.orphanIfFaulty(scope).ifPresent(failures::add);
        }
        scope.openGates();
        failures.addAll(retire(scope, lost));
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return null;
    }

    /** Makes durable what is dirty in those that are written to. */
    private void flush(List<Node> nodes) throws BlockException {
        for (Node node : nodes) {
            if (!node.readOnly()) {
                new NodeCalls(core).call(
                        node,
                        node.servedBy(),
                        "flush " + node.name(),
                        token -> Edge.ofCore(node).flush(token, IoFlags.NONE));
            }
        }
    }

    private void commit(ChangeScope scope, List<NodeWish> wishes, List<PreparedReopen> prepared)
            throws BlockException {
        List<Node> touched = new ArrayList<>();
        prepared.forEach(each -> touched.addAll(each.touched()));
        Transaction.run(scope, core.graph(), transaction -> {
            for (PreparedReopen each : prepared) {
                each.enter(transaction);
            }
            transaction.permissions(touched);
        });
        for (NodeWish wish : wishes) {
            Node node = wish.node();
            node.rememberLength(node.length());
            String detail = (wish.readOnly() ? "read-only" : "writable")
                    + (wish.changed().isEmpty() ? "" : ", with " + changes(wish));
            scope.event(BlockEvent.Kind.NODE_REOPENED, node.name(), detail);
        }
    }

    private static String changes(NodeWish wish) {
        List<String> changes = wish.changed().stream()
                .sorted()
                .map(key -> key + "=" + wish.options().getOrDefault(key, ""))
                .toList();
        return String.join(", ", changes);
    }

    /** Closes what nothing uses any more; returns what went wrong, with each of them. */
    private List<BlockException> retire(ChangeScope scope, List<Node> lost) {
        List<BlockException> failures = new ArrayList<>();
        for (Node node : lost) {
            boolean unused = core.graph().decide(
                    () -> core.graph().nodes().contains(node) && !node.isUsed() && !node.isKept());
            if (unused) {
                try {
                    new Retirement(core).retireAfter(scope, node);
                } catch (BlockException e) {
                    failures.add(e);
                }
            }
        }
        return failures;
    }
}
