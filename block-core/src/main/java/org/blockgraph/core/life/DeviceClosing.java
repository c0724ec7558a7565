// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.graph.RequestToken;

/**
 * Closes a device and the nodes that nobody else uses. Unless forced, a device whose data can't be written
 * stays open.
 */
final class DeviceClosing {

    private final Core core;
    private final Device device;
    private final boolean force;
    private final TakeDown takeDown;
    private final InstanceStarter starter;

    DeviceClosing(Core core, Device device, boolean force) {
        this.core = core;
        this.device = device;
        this.force = force;
        this.takeDown = new TakeDown(core);
        this.starter = new InstanceStarter(core);
    }

    Change<Void> change() {
        return new Change<>("close " + device.name(), this::claims, this::execute);
    }

    private Collection<Node> claims() {
        return core.graph().withDescendants(List.of(device.root()));
    }

    private Void execute(ChangeScope scope) throws BlockException {
        if (core.graph().decide(() -> core.graph().device(device.name())) != device) {
            throw new BlockException(BlockError.NOT_FOUND, device.name(), device.name() + ": no such device");
        }
        device.tokens().uses().beginClosing(force);
        boolean closed = false;
        try {
            close(scope);
            closed = true;
        } finally {
            if (!closed) {
                device.tokens().uses().stayOpen();
            }
        }
        scope.event(BlockEvent.Kind.DEVICE_CLOSED, device.name(), "closed");
        return null;
    }

    private void close(ChangeScope scope) throws BlockException {
        Node root = device.root();
        scope.closeGates(List.of(root));
        scope.endWaits(List.of(root));
        List<RequestToken> left = scope.awaitInFlight(core.patience().callDeadline());
        if (!left.isEmpty() && !force) {
            throw new BlockException(
                    BlockError.BUSY,
                    device.name(),
                    device.name() + ": " + left.size()
                            + " requests in flight do not end; force gives them up");
        }
        left.forEach(RequestToken::abandon);
        if (!force) {
            flush();
        }
        List<Node> ending = core.graph().decide(this::endingNodes);
        writeOut(ending);
        try {
            leave(scope, ending);
        } catch (BlockException e) {
            new Revival(core).revive(scope, ending);
            throw e;
        }
        device.tokens().close();
        for (Node node : ending) {
            end(node);
        }
    }

    /** The nodes that have no other user, topmost first. */
    private List<Node> endingNodes() {
        Set<Node> ending = new HashSet<>();
        for (Node node : Graph.topmostFirst(core.graph().withDescendants(List.of(device.root())))) {
            boolean otherDevice = node.devices().stream().anyMatch(each -> each != device);
            boolean otherParent = node.parents().stream().anyMatch(edge -> !ending.contains(edge.parent()));
            if (!otherDevice && !otherParent && !node.isKept()) {
                ending.add(node);
            }
        }
        return Graph.topmostFirst(ending);
    }

    /** Before anything is taken down, so that a device that can't be flushed stays as it is. */
    private void flush() throws BlockException {
        RequestToken token = core.graph().controlToken("flush before closing " + device.name());
        try {
            device.reportFlushFailure();
            if (device.root().state() == NodeInfo.State.OPEN && !device.readOnly()) {
                Edge.ofCore(device.root()).flush(token, IoFlags.NONE);
            }
        } catch (BlockException e) {
            throw new BlockException(
                    e.error(),
                    e.node(),
                    device.name() + " stays open, because it could not be flushed: " + e.getMessage()
                            + "; remove the cause and close it again, or force it and lose"
                            + " what was not flushed");
        } finally {
            token.close();
        }
    }

    private void writeOut(List<Node> ending) {
        for (Node node : ending) {
            if (node.state() != NodeInfo.State.OPEN) {
                continue;
            }
            try {
                takeDown.inactivate(node, core.patience().callDeadline());
                takeDown.become(node, NodeInfo.State.INACTIVE, closing(node));
            } catch (BlockException e) {
                core.log()
                        .accept(node.name() + ": could not be written out while it was closed: "
                                + e.getMessage());
            }
        }
    }

    private static Outage closing(Node node) {
        return Outage.now(Outage.Cause.CHILD_OUT, BlockError.BUSY, node.name() + " is being closed", "");
    }

    private void leave(ChangeScope scope, List<Node> ending) throws BlockException {
        Transaction.run(scope, core.graph(), transaction -> {
            transaction.remove(device);
            for (Node node : ending) {
                transaction.remove(node);
            }
            transaction.permissions(staying(ending));
            transaction.atCommit(() -> {
                ending.forEach(node -> node.pipe().clear());
                device.refuse("the device is closed");
            });
        });
    }

    /** Returns the nodes that lose a user and have others. */
    private Set<Node> staying(List<Node> ending) {
        Set<Node> staying = new HashSet<>();
        staying.add(device.root());
        ending.forEach(node -> node.children().forEach(edge -> staying.add(edge.node())));
        ending.forEach(staying::remove);
        return staying;
    }

    private void end(Node node) {
        ServedBy served = node.servedBy();
        boolean hung = !device.tokens().hung().isEmpty();
        if (served != null && !hung) {
            served.tasks().end(core.patience().callDeadline());
            starter.closeInstance(served);
        }
        node.serveBy(null);
        if (hung) {
            core.log().accept(node.name() + ": its files stay open, because a request hangs inside");
        } else {
            node.files().close();
        }
    }
}
