// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;

/**
 * Lets a driver check its image. Requests wait meanwhile: what changes while it is counted would look like a
 * corruption.
 */
final class Checking {

    private final Core core;

    Checking(Core core) {
        this.core = core;
    }

    CheckInfo check(Node node) throws BlockException {
        return core.lane()
                .run(new Change<>(
                        "check " + node.name(),
                        () -> core.graph().withDescendants(List.of(node)),
                        scope -> execute(scope, node)));
    }

    private CheckInfo execute(ChangeScope scope, Node node) throws BlockException {
        String name = node.name();
        if (node.state() != NodeInfo.State.OPEN) {
            throw new BlockException(BlockError.BUSY, name, name + ": the node is " + node.state());
        }
        scope.closeGates(List.of(node));
        if (!scope.awaitInFlight(core.patience().callDeadline()).isEmpty()) {
            String sentence = name + ": a request in flight does not end";
            throw new BlockException(BlockError.TIMED_OUT, name, sentence);
        }
        ServedBy served = node.servedBy();
        try {
            return new NodeCalls(core).call(
                    node,
                    served,
                    "check " + name,
                    token -> served.instance().check(token, DriverInstance.Repair.NONE));
        } catch (BlockException e) {
            if (e.error() == BlockError.NOT_SUPPORTED) {
                String sentence = ": the images of its driver " + node.format() + " can't be checked";
                throw new BlockException(e.error(), name, name + sentence);
            }
            throw e;
        }
    }
}
