// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.ResizeRule;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.NodeCalls;

/**
 * Changes the size of a node while nothing is in flight above it and above what it keeps its data in, which
 * changes along; everything above learns the new size.
 */
final class Resizing {

    private final Core core;
    private final Lookup lookup;
    private final Node named;
    private final Device device;
    private final String name;
    private final long length;

    /**
     * A change of a device's or a node's size.
     *
     * @param named the node; null for the device's root node, whichever it is then
     * @param device the device that is resized; null for a node as such
     */
    Resizing(Core core, Node named, Device device, long length) throws BlockException {
        this.core = core;
        this.lookup = new Lookup(core.graph());
        this.named = named;
        this.device = device;
        this.name = named == null ? device.name() : named.name();
        this.length = length;
        if (length < 0) {
            throw new BlockException(BlockError.INVALID, name, name + ": negative size " + length);
        }
    }

    Change<Void> change() {
        return new Change<>("resize " + name + " to " + length, this::claims, this::execute);
    }

    private Node node() {
        return named == null ? device.root() : named;
    }

    private Collection<Node> claims() {
        return core.graph().withAncestors(storage(node()));
    }

    /** Returns the node and those that it keeps its data in: whatever is below it but backing files. */
    private static Set<Node> storage(Node node) {
        Set<Node> storage = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(node, storage);
        return storage;
    }

    private static void collect(Node node, Set<Node> storage) {
        if (storage.add(node)) {
            node.children().stream()
                    .filter(edge -> !edge.roles().contains(ChildRole.COW))
                    .forEach(edge -> collect(edge.node(), storage));
        }
    }

    private Void execute(ChangeScope scope) throws BlockException {
        requireStillOpen();
        Node node = core.graph().decide(this::node);
        lookup.requireServing(scope, node);
        if (node.readOnly()) {
            throw new BlockException(
                    BlockError.READ_ONLY,
                    node.name(),
                    "node " + node.name() + " is read-only; block:reopen -w " + node.name() + " first");
        }
        if (length < node.length()) {
            requireNotShownByOverlay(node);
        }
        ResizeRule.requirePermitted(core.graph(), node, device);
        Set<Node> storage = core.graph().decide(() -> storage(node));
        Quiet.around(core, scope, storage, name);
        Map<Node, Long> before = lengths(storage);
        try {
            new NodeCalls(core).call(node, node.servedBy(), "resize " + node.name(), token -> {
                Edge.ofCore(node).truncate(token, length);
                return null;
            });
        } finally {
            tell(scope, before);
        }
        return null;
    }

    /** A client may have kept a device that was closed; its node may be another's now. */
    private void requireStillOpen() throws BlockException {
        if (device != null && core.graph().decide(() -> core.graph().device(device.name())) != device) {
            throw new BlockException(
                    BlockError.SHUTDOWN, device.name(), device.name() + ": the device is closed");
        }
    }

    private Map<Node, Long> lengths(Set<Node> storage) {
        Set<Node> all = core.graph().decide(() -> core.graph().withAncestors(storage));
        Map<Node, Long> lengths = new IdentityHashMap<>();
        all.forEach(each -> lengths.put(each, each.length()));
        return lengths;
    }

    /** Everything above learns its new size, also after a driver that failed half way. */
    private static void tell(ChangeScope scope, Map<Node, Long> before) {
        for (Node node : Graph.topmostFirst(before.keySet()).reversed()) {
            long now = node.length();
            if (now != before.get(node)) {
                String detail = "from " + before.get(node) + " to " + now;
                scope.event(BlockEvent.Kind.NODE_RESIZED, node.name(), detail);
            }
        }
    }

    /** What an overlay shows of the node, directly or through nodes that are as long, is not cut off. */
    private void requireNotShownByOverlay(Node node) throws BlockException {
        Edge shown = core.graph().decide(() -> shownBy(node));
        if (shown != null) {
            throw new BlockException(
                    BlockError.BUSY,
                    node.name(),
                    "node " + node.name() + " has " + node.length() + " bytes and can't become smaller while"
                            + " node " + shown.parent().name() + " shows node " + shown.nodeName()
                            + " through its child " + shown.name() + "; remove what is above first");
        }
    }

    private static Edge shownBy(Node node) {
        for (Edge edge : node.parents()) {
            if (edge.roles().contains(ChildRole.COW)) {
                return edge;
            }
            boolean asLong = edge.parent().kind() == DriverKind.FILTER
                    || !edge.roles().contains(ChildRole.METADATA);
            Edge above = asLong ? shownBy(edge.parent()) : null;
            if (above != null) {
                return above;
            }
        }
        return null;
    }

    /** Returns the device that a resize by a node's name speaks for: its only user, if that is one. */
    static Device onlyUser(Node node) {
        List<Device> devices = node.devices();
        return node.parents().isEmpty() && devices.size() == 1 ? devices.getFirst() : null;
    }
}
