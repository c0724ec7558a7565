// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.life.Core;
import org.blockgraph.core.life.InstanceStarter;
import org.blockgraph.core.life.Revival;
import org.blockgraph.core.life.TakeDown;

/** Writes out and closes a node that nothing stands on, with what only it stood on and nobody keeps. */
final class Retirement {

    private final Core core;
    private final TakeDown takeDown;

    Retirement(Core core) {
        this.core = core;
        this.takeDown = new TakeDown(core);
    }

    void retire(ChangeScope scope, Node node) throws BlockException {
        List<Node> ending = core.graph().decide(() -> ending(node));
        writeOut(ending);
        try {
            takeOut(scope, ending);
        } catch (BlockException e) {
            new Revival(core).revive(scope, ending);
            throw e;
        }
        ending.forEach(this::close);
    }

    /** Topmost first. */
    private List<Node> ending(Node node) {
        Set<Node> ending = new HashSet<>(List.of(node));
        for (Node each : Graph.topmostFirst(core.graph().withDescendants(List.of(node)))) {
            boolean onlyHere = each.devices().isEmpty()
                    && each.parents().stream().allMatch(edge -> ending.contains(edge.parent()));
            if (onlyHere && !each.isKept()) {
                ending.add(each);
            }
        }
        return Graph.topmostFirst(ending);
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

    private void takeOut(ChangeScope scope, List<Node> ending) throws BlockException {
        Set<Node> staying = new HashSet<>();
        Transaction.run(scope, core.graph(), transaction -> {
            for (Node node : ending) {
                node.children().forEach(edge -> staying.add(edge.node()));
                transaction.remove(node);
                transaction.atCommit(node.pipe()::clear);
            }
            ending.forEach(staying::remove);
            transaction.permissions(staying);
        });
    }

    private void close(Node node) {
        ServedBy served = node.servedBy();
        if (served != null) {
            served.tasks().end(core.patience().callDeadline());
            new InstanceStarter(core).closeInstance(served);
        }
        node.serveBy(null);
        node.files().close();
    }
}
