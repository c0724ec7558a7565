// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;

/**
 * Drains nodes: closes the gates above, waits for requests and for tasks of the drivers of the nodes and of
 * those above, and keeps all of them away until the handle is closed.
 */
final class Draining {

    private final Core core;
    private final String what;
    private final Supplier<Collection<Node>> which;

    /** The nodes are asked for under the global lock. */
    Draining(Core core, String what, Supplier<Collection<Node>> which) {
        this.core = core;
        this.what = what;
        this.which = which;
    }

    Change<DrainHandle> change() {
        return new Change<>("drain " + what, () -> core.graph().withAncestors(which.get()), this::execute);
    }

    private DrainHandle execute(ChangeScope scope) throws BlockException {
        Graph graph = core.graph();
        Set<Node> nodes = graph.decide(() -> graph.withAncestors(which.get()));
        // What has come since the change was admitted is not drained.
        nodes.removeIf(node -> !scope.hasClaimed(node));
        scope.closeGates(nodes);
        scope.endWaits(nodes);
        boolean idle = scope.awaitInFlight(core.patience().callDeadline()).isEmpty();
        for (Node node : nodes) {
            if (idle && node.servedBy() != null) {
                idle = node.servedBy().tasks().hold(core.patience().callDeadline());
            }
        }
        if (!idle) {
            throw new BlockException(BlockError.TIMED_OUT, what + ": a request in flight does not end");
        }
        graph.decideRun(() -> nodes.forEach(node -> node.drain(1)));
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                core.lane().submit(new Change<>("undrain " + what, List::of, end -> undrain(nodes)));
            }
        };
    }

    private Void undrain(Set<Node> nodes) {
        core.graph().decideRun(() -> {
            nodes.forEach(node -> node.drain(-1));
            // With those that have come to stand on a drained node meanwhile.
            core.graph().withAncestors(nodes).forEach(core.graph()::settleTasks);
            core.graph().deriveGates();
        });
        return null;
    }
}
