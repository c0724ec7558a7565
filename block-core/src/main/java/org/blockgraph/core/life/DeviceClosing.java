// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.RequestToken;

/**
 * Closes a device and the nodes that nobody else uses. Unless forced, a device whose data can't be written
 * stays open. Requests of other devices to the same nodes go on.
 */
final class DeviceClosing {

    private final Core core;
    private final Device device;
    private final boolean force;
    private final Retirement retirement;

    DeviceClosing(Core core, Device device, boolean force) {
        this.core = core;
        this.device = device;
        this.force = force;
        this.retirement = new Retirement(core);
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
        scope.closeGate(device);
        scope.endWaits(List.of(root));
        List<RequestToken> left = scope.awaitInFlight(core.patience().callDeadline());
        if (!left.isEmpty() && !force) {
            throw new BlockException(
                    BlockError.BUSY,
                    device.name(),
                    device.name() + ": " + left.size()
                            + " requests in flight do not end; force gives them up");
        }
        giveUp(left);
        if (!force) {
            flush();
        }
        List<Node> ending = core.graph().decide(() -> retirement.ending(root, Set.of(), device));
        scope.letWait(node -> !ending.contains(node));
        retirement.writeOut(ending);
        retirement.takeOut(scope, ending, List.of(root), transaction -> {
            transaction.remove(device);
            transaction.atCommit(() -> device.refuse("the device is closed"));
        });
        device.tokens().close();
        ending.forEach(retirement::close);
    }

    private void giveUp(List<RequestToken> left) {
        Collection<Node> nodes = core.graph().decide(this::claims);
        left.forEach(token -> Abandonment.giveUp(token, nodes));
    }

    /** Before anything is taken down, so that a device that can't be flushed stays as it is. */
    private void flush() throws BlockException {
        Node root = device.root();
        try {
            device.trouble().reportFlush();
            if (root.state() == NodeInfo.State.OPEN && !device.readOnly()) {
                new NodeCalls(core).call(
                        root,
                        root.servedBy(),
                        "flush before closing " + device.name(),
                        token -> Edge.ofCore(root).flush(token, IoFlags.NONE));
            }
        } catch (BlockException e) {
            throw new BlockException(
                    e.error(),
                    e.node(),
                    device.name() + " stays open, because it could not be flushed: " + e.getMessage()
                            + "; remove the cause and close it again, or force it and lose"
                            + " what was not flushed");
        }
    }
}
