// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.edit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.perm.Access;
import org.blockgraph.core.perm.AccessRule;
import org.blockgraph.core.perm.Permission;

/**
 * Works out what every edge below some nodes uses and shares, parents before children, from the graph as it
 * is now. Nothing is changed: who likes the outcome takes it over. Under the global lock.
 */
final class PermissionUpdate {

    private static final Access RESIZING = new Access(Permission.RESIZE.bit(), Permission.ALL);

    private final Graph graph;
    private final Map<Edge, Access> edges = new IdentityHashMap<>();

    /** A node that is to be resized, or null. */
    private final Node resized;

    /** The device that resizes it; null where it is none of the node's users. */
    private final Device resizer;

    PermissionUpdate(Graph graph) {
        this(graph, null, null);
    }

    /** As if a device, or somebody who is none of its users, resized a node. */
    PermissionUpdate(Graph graph, Node resized, Device resizer) {
        this.graph = graph;
        this.resized = resized;
        this.resizer = resizer;
    }

    /**
     * Works it out.
     *
     * @return what each edge below the nodes would use and share
     * @throws BlockException PERMISSION, naming the node, the permission and both of its users
     */
    Map<Edge, Access> below(Collection<Node> changed) throws BlockException {
        Set<Node> all = graph.withDescendants(changed);
        for (Node node : Graph.topmostFirst(all)) {
            Access above = users(node);
            for (Edge edge : node.children()) {
                edges.put(edge, AccessRule.ofEdge(edge.roles(), node.readOnly(), above));
            }
        }
        return edges;
    }

    /** A user of a node: a node above by one of its edges, or a device. */
    private record User(String name, Access access) {}

    private Access access(Node node, Device device) {
        Access access = device.access();
        return node == resized && device == resizer ? access.with(RESIZING) : access;
    }

    /** Returns what all users of a node do together, when they go together. */
    private Access users(Node node) throws BlockException {
        List<User> users = new ArrayList<>();
        for (Edge edge : node.parents()) {
            Access access = edges.getOrDefault(edge, edge.access());
            users.add(new User("node " + edge.parent().name() + " (child " + edge.name() + ")", access));
        }
        for (Device device : node.devices()) {
            users.add(new User("device " + device.name(), access(node, device)));
        }
        if (node == resized && resizer == null) {
            users.add(new User("who resizes it", RESIZING));
        }
        Access sum = Access.NONE;
        for (User user : users) {
            requireSharedBy(node, user, users);
            sum = sum.with(user.access);
        }
        return sum;
    }

    private static void requireSharedBy(Node node, User user, List<User> users) throws BlockException {
        if (user.access.uses(Permission.WRITE) && node.readOnly()) {
            throw refused(
                    node,
                    user.name + " uses write, and the node is read-only; open what is above with"
                            + " read-only=on, or block:reopen -w " + node.name());
        }
        for (User other : users) {
            Permission refusedOne = other == user ? null : user.access.against(other.access);
            if (refusedOne != null) {
                String remedy = refusedOne == Permission.RESIZE
                        ? "resize what stands on it instead, or let go of the node there first"
                        : "close one of them, open what uses it read-only, or both with share-rw=on";
                throw refused(
                        node,
                        user.name + " uses " + refusedOne.text() + ", and " + other.name
                                + " does not share it; " + remedy);
            }
        }
    }

    private static BlockException refused(Node node, String why) {
        return new BlockException(BlockError.PERMISSION, node.name(), "node " + node.name() + ": " + why);
    }
}
