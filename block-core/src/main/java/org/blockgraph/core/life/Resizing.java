// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;

/** Changes the size of a device while nothing is in flight. */
final class Resizing {

    private final Core core;

    Resizing(Core core) {
        this.core = core;
    }

    Change<Void> change(Device device, long length) {
        return new Change<>(
                "resize " + device.name() + " to " + length,
                () -> core.graph().withAncestors(List.of(device.root())),
                scope -> execute(scope, device, length));
    }

    private Void execute(ChangeScope scope, Device device, long length) throws BlockException {
        Node root = device.root();
        if (length < 0 || root.state() != NodeInfo.State.OPEN) {
            throw length < 0
                    ? new BlockException(
                            BlockError.INVALID, device.name(), device.name() + ": negative size " + length)
                    : new BlockException(
                            BlockError.BUSY, device.name(), device.name() + ": the node is " + root.state());
        }
        scope.closeGates(List.of(root));
        scope.endWaits(List.of(root));
        if (!scope.awaitInFlight(core.patience().callDeadline()).isEmpty()) {
            throw new BlockException(
                    BlockError.TIMED_OUT,
                    device.name(),
                    device.name() + ": a request in flight does not end");
        }
        new NodeCalls(core).call(root.servedBy(), "resize " + root.name(), token -> {
            Edge.ofCore(root).truncate(token, length);
            return null;
        });
        root.rememberLength(root.length());
        return null;
    }
}
