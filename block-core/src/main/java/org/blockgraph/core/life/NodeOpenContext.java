// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverOptions;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.options.OptionMap;
import org.blockgraph.core.perm.RoleRule;

/** What a driver sees of the core while it opens a node; on the driver's thread. */
final class NodeOpenContext implements OpenContext {

    /** Opens, or finds, a child that is not attached yet. */
    @FunctionalInterface
    interface ChildSource {
        /** Returns the node, or null when neither options nor defaults describe one. */
        Node find(Node parent, String child, Set<ChildRole> roles, Map<String, String> options)
                throws BlockException;
    }

    private final Node node;
    private final OptionMap options;
    private final BlockRequest request;
    private final NodeServices services;
    private final ChildSource source;

    /** A null source means that the node existed before, and has all its children. */
    NodeOpenContext(
            Node node, OptionMap options, BlockRequest request, NodeServices services, ChildSource source) {
        this.node = node;
        this.options = options;
        this.request = request;
        this.services = services;
        this.source = source;
    }

    @Override
    public String nodeName() {
        return node.name();
    }

    @Override
    public DriverOptions options() {
        return options;
    }

    @Override
    public boolean readOnly() {
        return node.readOnly();
    }

    @Override
    public boolean resuming() {
        return source == null;
    }

    @Override
    public boolean probed() {
        return node.probed();
    }

    @Override
    public BlockRequest request() {
        return request;
    }

    @Override
    public Child child(String name, Set<ChildRole> roles) throws BlockException {
        Child found = childIfGiven(name, roles, Map.of());
        if (found == null) {
            throw new BlockException(
                    BlockError.INVALID,
                    node.name(),
                    node.name() + ": the child '" + name + "' is missing; give " + name
                            + ".driver and its options, or " + name + "=NODE");
        }
        return found;
    }

    @Override
    public Child childIfGiven(String name, Set<ChildRole> roles, Map<String, String> defaults)
            throws BlockException {
        String reference = options.text(name);
        Map<String, String> given = options.ofChild(name);
        Edge attached = node.child(name);
        boolean none = reference != null && reference.isEmpty();
        if (attached != null || source == null || none) {
            return attached;
        }
        Map<String, String> wanted = new java.util.HashMap<>(defaults);
        wanted.putAll(given);
        if (reference != null) {
            wanted = Map.of(NodeOpener.REFERENCE, reference);
        }
        Node found = source.find(node, name, roles, wanted);
        if (found == null) {
            return null;
        }
        String complaint = RoleRule.complaint(roles, node.roles());
        if (complaint != null) {
            throw new BlockException(
                    BlockError.DRIVER_FAULT,
                    node.name(),
                    node.name() + ": a fault of the driver " + node.format() + ": the child '" + name + "' "
                            + complaint);
        }
        Edge edge = new Edge(node, name, roles, found);
        node.attach(edge);
        return edge;
    }

    @Override
    public FileHandle file(FileRequest wanted) throws BlockException {
        return node.files().open(wanted);
    }

    @Override
    public NodeServices services() {
        return services;
    }
}
