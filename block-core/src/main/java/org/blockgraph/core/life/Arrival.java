// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Node;

/** Puts nodes that are parked or orphaned back into service: their driver has come, or the cause is gone. */
final class Arrival {

    private final Core core;
    private final Revival revival;

    Arrival(Core core) {
        this.core = core;
        this.revival = new Revival(core);
    }

    /**
     * Returns the change that tries every node that is out and matches. A node that goes out only when the
     * change has been admitted is another change's, which ends by trying what it has taken out itself.
     */
    Change<List<Node>> change(String what, Predicate<Node> which) {
        return new Change<>(
                what, () -> core.graph().withAncestors(out(which)), scope -> execute(scope, which));
    }

    /**
     * The same after a change that may be taking nodes below a device out just now, and leaves them so: it is
     * waited for.
     */
    Change<List<Node>> changeBelow(Device device, String what, Predicate<Node> which) {
        return new Change<>(what, () -> around(device), scope -> execute(scope, which));
    }

    /** What goes out together with a node below the device. */
    private Collection<Node> around(Device device) {
        return core.graph().withAncestors(core.graph().withDescendants(List.of(device.root())));
    }

    private List<Node> out(Predicate<Node> which) {
        List<Node> out = new ArrayList<>();
        for (Node node : core.graph().nodes()) {
            if (node.state() != NodeInfo.State.OPEN && which.test(node)) {
                out.add(node);
            }
        }
        return out;
    }

    private List<Node> execute(ChangeScope scope, Predicate<Node> which) throws BlockException {
        List<Node> out = core.graph().decide(() -> out(which));
        out.removeIf(node -> !scope.hasClaimed(node));
        if (out.isEmpty()) {
            return List.of();
        }
        Set<Node> touched = core.graph().decide(() -> core.graph().withAncestors(out));
        scope.closeGates(touched);
        List<Node> revived = revival.revive(scope, touched);
        revival.announce(scope, revived);
        return revived;
    }
}
