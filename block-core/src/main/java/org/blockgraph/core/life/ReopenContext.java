// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.file.FileReopening;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.options.OptionMap;
import org.blockgraph.core.perm.RoleRule;

/** What a driver sees while it prepares a reopen: what its node is to become. On the driver's thread. */
final class ReopenContext implements OpenContext {

    /** An edge in the place of another; either may be null. */
    record Exchange(Edge before, Edge after) {}

    private final NodeWish wish;
    private final OptionMap options;
    private final Map<String, Node> references;
    private final BlockRequest request;
    private final FileReopening files;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();

    /**
     * Prepares.
     *
     * @param references nodes that options may name as children, all claimed by the change
     */
    ReopenContext(NodeWish wish, Map<String, Node> references, BlockRequest request, FileReopening files)
            throws BlockException {
        this.wish = wish;
        this.options = new OptionMap(wish.node().name(), wish.options());
        this.references = references;
        this.request = request;
        this.files = files;
    }

    /** Returns the children that the driver is going to use in the place of others. */
    List<Exchange> exchanges() {
        return exchanges;
    }

    /** Refuses changes that the driver has not asked for. */
    void requireAllAsked() throws BlockException {
        TreeSet<String> left = new TreeSet<>(wish.changed());
        left.removeIf(key -> asked.contains(key) || options.wasAsked(key));
        if (!left.isEmpty()) {
            throw invalid("can't be changed while the node is open, or no such option: "
                    + String.join(", ", left));
        }
    }

    private BlockException invalid(String what) {
        String name = wish.node().name();
        return new BlockException(BlockError.INVALID, name, "node " + name + ": " + what);
    }

    @Override
    public String nodeName() {
        return wish.node().name();
    }

    @Override
    public DriverOptions options() {
        return options;
    }

    @Override
    public boolean readOnly() {
        return wish.readOnly();
    }

    @Override
    public boolean resuming() {
        return true;
    }

    @Override
    public boolean probed() {
        return wish.node().probed();
    }

    @Override
    public BlockRequest request() {
        return request;
    }

    @Override
    public Child child(String name, Set<ChildRole> roles) throws BlockException {
        Child found = childIfGiven(name, roles, Map.of());
        if (found == null) {
            throw invalid("it needs its child '" + name + "'; give " + name + "=NODE");
        }
        return found;
    }

    @Override
    public Child childIfGiven(String name, Set<ChildRole> roles, Map<String, String> defaults)
            throws BlockException {
        Edge before = wish.node().child(name);
        boolean first = asked.add(name);
        if (!wish.changed().contains(name)) {
            return before;
        }
        if (!first) {
            throw new BlockException(
                    BlockError.DRIVER_FAULT, nodeName(), nodeName() + ": its driver asks twice for " + name);
        }
        String reference = wish.options().get(name);
        Edge after = reference == null ? null : edge(name, roles, before, node(name, reference));
        if (after != before) {
            exchanges.add(new Exchange(before, after));
        }
        return after;
    }

    private Node node(String child, String reference) throws BlockException {
        Node node = references.get(reference);
        if (node == null) {
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    nodeName(),
                    "node " + nodeName() + ": no node '" + reference + "' for its child '" + child
                            + "'; block:graph lists them");
        }
        if (node.state() != NodeInfo.State.OPEN) {
            throw new BlockException(
                    BlockError.BUSY,
                    reference,
                    "node " + reference + ": is " + node.state() + "; see block:why " + reference);
        }
        return node;
    }

    private Edge edge(String name, Set<ChildRole> roles, Edge before, Node to) throws BlockException {
        if (before != null && before.node() == to) {
            return before;
        }
        if (before != null && !roles.contains(ChildRole.COW) && before.length() != to.length()) {
            throw invalid("its child '" + name + "' has " + before.length() + " bytes, and node " + to.name()
                    + " has " + to.length() + "; another child has to be of the same size");
        }
        List<Set<ChildRole>> others = wish.node().children().stream()
                .filter(edge -> edge != before)
                .map(Edge::roles)
                .toList();
        String complaint = RoleRule.complaint(roles, others);
        if (complaint != null) {
            throw new BlockException(
                    BlockError.DRIVER_FAULT,
                    nodeName(),
                    nodeName() + ": a fault of its driver: the child '" + name + "' " + complaint);
        }
        return new Edge(wish.node(), name, roles, to);
    }

    @Override
    public FileHandle file(FileRequest wanted) throws BlockException {
        if (request.abandoned()) {
            throw new BlockException(BlockError.ABANDONED, nodeName(), nodeName() + ": it took too long");
        }
        return files.open(wanted);
    }

    @Override
    public NodeServices services() {
        return wish.node().servedBy().tasks();
    }
}
