// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.edit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.perm.Access;

/**
 * A change of the graph in steps, all of which take effect or none. Each step is done at once and remembers
 * how it is undone; a step that is refused undoes those before it, last first. All of it under the write
 * lock, so that nobody sees what is between: no I/O, no waiting, no call into a driver but a reopen's commit.
 */
public final class Transaction {

    /** The steps of one transaction. */
    @FunctionalInterface
    public interface Body {
        /** Does them. */
        void run(Transaction transaction) throws BlockException;
    }

    private final Graph graph;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<String> moves = new ArrayList<>();
    private final List<Runnable> atCommit = new ArrayList<>();

    /** Nodes that stand on others now, which may be drained where the ones before were not. */
    private final List<Node> moved = new ArrayList<>();

    private Transaction(Graph graph) {
        this.graph = graph;
    }

    /**
     * Runs the body under the write lock, and undoes what it did when it throws.
     *
     * @throws BlockException what the body throws; the graph is then as before
     */
    public static void run(ChangeScope scope, Graph graph, Body body) throws BlockException {
        BlockException refused = scope.writeAndDecide(() -> {
            Transaction transaction = new Transaction(graph);
            boolean done = false;
            try {
                body.run(transaction);
                done = true;
                return null;
            } catch (BlockException e) {
                return e;
            } finally {
                transaction.end(scope, done);
            }
        });
        if (refused != null) {
            throw refused;
        }
    }

    private void end(ChangeScope scope, boolean done) {
        if (done) {
            atCommit.forEach(Runnable::run);
            moves.forEach(scope::moved);
            graph.withAncestors(moved).forEach(graph::settleTasks);
        } else {
            while (!undo.isEmpty()) {
                undo.pop().run();
            }
        }
        graph.deriveGates();
    }

    /** Puts a node that nobody sees yet, and its edges, in place. */
    public void add(Node node) {
        graph.add(node);
        undo.push(() -> graph.remove(node));
        for (Edge edge : node.children()) {
            moves.add(node.name() + " -" + edge.name() + "-> " + edge.nodeName());
        }
    }

    /** Takes a node that nobody uses out, with its edges, of which nothing may need one. */
    public void remove(Node node) throws BlockException {
        if (node.isUsed()) {
            throw new BlockException(BlockError.BUSY, node.name(), "node " + node.name() + " is used by "
                    + users(node) + "; let go of it there first");
        }
        for (Edge edge : node.children()) {
            edge.requireNotFrozen();
        }
        Graph.Removed removed = graph.remove(node);
        undo.push(removed::putBack);
        for (Edge edge : node.children()) {
            moves.add(node.name() + " -" + edge.name() + "-> " + edge.nodeName() + " removed");
        }
    }

    /** Takes a device out. */
    public void remove(Device device) {
        int place = graph.remove(device);
        undo.push(() -> graph.add(device, place));
        moves.add(device.name() + " -> " + device.root().name() + " removed");
    }

    /** Puts a device in place on its root node. */
    public void add(Device device) {
        graph.add(device);
        undo.push(() -> graph.remove(device));
        moves.add(device.name() + " -> " + device.root().name());
    }

    /** Lets an edge lead to another node. */
    public void move(Edge edge, Node to) throws BlockException {
        edge.requireNotFrozen();
        Node from = edge.node();
        requireNoLoop(edge, to);
        int place = edge.moveTo(to, Edge.LAST);
        undo.push(() -> edge.moveTo(from, place));
        moved.add(edge.parent());
        moves.add(edge.parent().name() + " -" + edge.name() + "-> " + to.name() + " instead of "
                + from.name());
    }

    /** Puts an edge in the place of another one of the same parent; either may be null, for none. */
    public void exchange(Node parent, Edge before, Edge after) throws BlockException {
        String from = "nothing";
        String to = "nothing";
        if (before != null) {
            before.requireNotFrozen();
            from = before.nodeName();
        }
        if (after != null) {
            requireNoLoop(after, after.node());
            to = after.nodeName();
        }
        undo.push(parent.exchange(before, after));
        moved.add(parent);
        String name = before == null ? after.name() : before.name();
        moves.add(parent.name() + " -" + name + "-> " + to + " instead of " + from);
    }

    /** Lets a device stand on another node; one that was read-only stays so, and one that writes goes on. */
    public void move(Device device, Node to) throws BlockException {
        Node from = device.root();
        boolean readOnly = device.readOnlySoFar();
        if (to.readOnly() && !readOnly) {
            throw new BlockException(
                    BlockError.READ_ONLY,
                    to.name(),
                    "node " + to.name() + " is read-only, and device " + device.name() + " writes; leave out"
                            + " read-only=on, or reopen the node first: block:reopen -w " + to.name());
        }
        int place = device.moveTo(to, readOnly, Edge.LAST);
        undo.push(() -> device.moveTo(from, readOnly, place));
        atCommit.add(device::tellReadOnly);
        moves.add(device.name() + " -> " + to.name() + " instead of " + from.name());
    }

    /** Says whether a node is written to, and gives it options; its devices follow. */
    public void reopen(Node node, boolean readOnly, Map<String, String> options) {
        boolean before = node.readOnly();
        Map<String, String> optionsBefore = node.options();
        node.reopenAs(readOnly, options);
        undo.push(() -> node.reopenAs(before, optionsBefore));
        if (before == readOnly) {
            // Devices stay what they are, such as a read-only one on a node that is written to.
            return;
        }
        moves.add(node.name() + (readOnly ? " is read-only" : " is writable"));
        for (Device device : node.devices()) {
            boolean deviceBefore = device.readOnlySoFar();
            device.becomeReadOnly(readOnly);
            undo.push(() -> device.becomeReadOnly(deviceBefore));
            atCommit.add(device::tellReadOnly);
        }
    }

    /** Works out the permissions below the nodes, and takes them over where all of them go together. */
    public void permissions(Collection<Node> changed) throws BlockException {
        Map<Edge, Access> wanted = new PermissionUpdate(graph).below(changed);
        Map<Edge, Access> before = new IdentityHashMap<>();
        wanted.keySet().forEach(edge -> before.put(edge, edge.access()));
        wanted.forEach(Edge::grant);
        undo.push(() -> before.forEach(Edge::grant));
    }

    /** Something that can't fail, once everything else is sure. */
    public void atCommit(Runnable step) {
        atCommit.add(step);
    }

    private static void requireNoLoop(Edge edge, Node to) throws BlockException {
        List<String> way = Ways.between(to, edge.parent());
        if (!way.isEmpty()) {
            throw new BlockException(
                    BlockError.INVALID,
                    edge.parent().name(),
                    "a loop: " + edge.parent().name() + " -" + edge.name() + "-> " + String.join(" ", way)
                            + "; a node can't be below itself");
        }
    }

    /** Names who uses a node. */
    public static String users(Node node) {
        List<String> users = new ArrayList<>();
        node.parents().forEach(edge ->
                users.add("node " + edge.parent().name() + " (child " + edge.name() + ")"));
        node.devices().forEach(device -> users.add("device " + device.name()));
        return String.join(", ", users);
    }
}
