// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.UnderGlobalLock;
import org.blockgraph.core.life.NodeWish;
import org.blockgraph.core.options.OptionMap;

/**
 * Works out which nodes a reopen concerns and what each of them is to become: those that are named, and
 * below them those that follow. Nothing is changed. Under the global lock.
 */
final class ReopenQueue {

    private static final String READ_ONLY = "read-only";

    /** Options that say what a node is and not how it is opened. */
    private static final Set<String> FIXED = Set.of("driver", "node-name");

    private final Map<Node, Map<String, String>> given = new IdentityHashMap<>();
    private final Map<Node, Boolean> inherited = new IdentityHashMap<>();
    private final List<NodeWish> wishes = new ArrayList<>();

    /**
     * Works it out.
     *
     * @return what is to change, parents before children; nothing when everything is so already
     */
    @UnderGlobalLock
    static List<NodeWish> of(Graph graph, Map<Node, Map<String, String>> named) throws BlockException {
        ReopenQueue queue = new ReopenQueue();
        named.forEach((node, options) -> queue.given.put(node, new HashMap<>(options)));
        for (Node node : Graph.topmostFirst(graph.withDescendants(named.keySet()))) {
            queue.visit(node);
        }
        return queue.wishes;
    }

    private void visit(Node node) throws BlockException {
        Map<String, String> wanted = given.get(node);
        if (wanted == null) {
            return;
        }
        boolean readOnly = new OptionMap(node.name(), wanted)
                .flag(READ_ONLY, inherited.getOrDefault(node, node.readOnly()));
        Map<String, String> options = new HashMap<>(node.options());
        Set<String> changed = new HashSet<>();
        for (Map.Entry<String, String> each : wanted.entrySet()) {
            if (!each.getKey().equals(READ_ONLY) && merge(node, options, each.getKey(), each.getValue())) {
                changed.add(each.getKey());
            }
        }
        passDown(node, wanted, changed, readOnly);
        options.put(READ_ONLY, readOnly ? "on" : "off");
        if (readOnly != node.readOnly() || !changed.isEmpty()) {
            wishes.add(new NodeWish(node, readOnly, options, changed));
        }
    }

    /** Puts one option in place; returns whether it is another one than before. */
    private static boolean merge(Node node, Map<String, String> options, String key, String value)
            throws BlockException {
        String before = options.get(key);
        boolean child = node.child(key) != null;
        if (FIXED.contains(key) && !value.equals(before == null ? node.name() : before)) {
            throw new BlockException(
                    BlockError.INVALID,
                    node.name(),
                    "node " + node.name() + ": '" + key + "' can't be changed by a reopen; open a new node");
        }
        if (child) {
            options.keySet().removeIf(each -> each.startsWith(key + "."));
        }
        if (value.isEmpty()) {
            options.remove(key);
            return child || before != null;
        }
        options.put(key, value);
        if (child) {
            // Edits may have moved the edge since the option was given.
            return !value.equals(node.child(key).nodeName());
        }
        return !value.equals(before) && !FIXED.contains(key);
    }

    /** Gives children what is meant for them, and the read-only state to those that follow it. */
    private void passDown(Node node, Map<String, String> wanted, Set<String> changed, boolean readOnly)
            throws BlockException {
        for (Edge edge : node.children()) {
            Node child = edge.node();
            if (!wanted.getOrDefault(edge.name(), child.name()).equals(child.name())) {
                continue;
            }
            Map<String, String> below = new HashMap<>();
            String prefix = edge.name() + ".";
            wanted.keySet().stream().filter(key -> key.startsWith(prefix)).forEach(
                    key -> below.put(key.substring(prefix.length()), wanted.get(key)));
            changed.removeIf(key -> key.startsWith(prefix));
            boolean follows = isOnlyFor(child, edge);
            if (!below.isEmpty() && !follows) {
                throw new BlockException(
                        BlockError.INVALID,
                        child.name(),
                        "node " + child.name() + " below " + node.name() + " (child " + edge.name()
                                + ") has a life of its own; give its options to itself");
            }
            boolean turns = follows && readOnly != node.readOnly() && !edge.roles().contains(ChildRole.COW);
            if (turns) {
                inherited.put(child, readOnly);
            }
            if (turns || !below.isEmpty()) {
                given.computeIfAbsent(child, key -> new HashMap<>()).putAll(below);
            }
        }
    }

    /** Tells whether a node is there for one user alone, which opened it along. */
    private static boolean isOnlyFor(Node child, Edge edge) {
        return child.parents().equals(List.of(edge)) && child.devices().isEmpty() && !child.isKept();
    }
}
