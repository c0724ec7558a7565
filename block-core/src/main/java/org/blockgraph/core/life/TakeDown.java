// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Collection;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.Outage;

/**
 * Takes nodes out of service, topmost first, so that what an upper node has to write still finds the lower
 * ones. Gates are closed and no request is in flight; nobody holds a lock.
 */
final class TakeDown {

    private final Core core;
    private final InstanceStarter starter;

    TakeDown(Core core) {
        this.core = core;
        this.starter = new InstanceStarter(core);
    }

    /**
     * Inactivates every node that is OPEN. One whose driver fails at it becomes ORPHANED; those above have
     * written what they had by then.
     */
    void inactivateAll(ChangeScope scope, Collection<Node> nodes, long deadlineNanos) throws BlockException {
        for (Node node : Graph.topmostFirst(nodes)) {
            if (node.state() != NodeInfo.State.OPEN) {
                continue;
            }
            try {
                inactivate(node, deadlineNanos);
                become(node, NodeInfo.State.INACTIVE, waitingForChild(node));
            } catch (BlockException e) {
                giveUp(scope, node, e);
            }
        }
    }

    /** Inactivates one instance. */
    void inactivate(Node node, long deadlineNanos) throws BlockException {
        ServedBy served = held(node, deadlineNanos);
        node.rememberLength(
                new NodeCalls(core).call(node, served, "inactivate " + node.name(), deadlineNanos, token -> {
                    served.instance().inactivate(token);
                    return served.instance().length();
                }));
    }

    /**
     * The same for one that nothing reaches any more, which is closed in the same call, whether it could be
     * written out or not.
     */
    void inactivateAndClose(Node node, long deadlineNanos) throws BlockException {
        ServedBy served = held(node, deadlineNanos);
        try {
            new NodeCalls(core).call(node, served, "close " + node.name(), deadlineNanos, token -> {
                try {
                    served.instance().inactivate(token);
                } finally {
                    if (!node.files().hangs()) {
                        served.instance().close();
                    }
                }
                return null;
            });
        } finally {
            node.serveBy(null);
            served.tasks().end(deadlineNanos);
        }
    }

    private static ServedBy held(Node node, long deadlineNanos) throws BlockException {
        ServedBy served = node.servedBy();
        if (!served.tasks().hold(deadlineNanos)) {
            throw new BlockException(
                    BlockError.TIMED_OUT, node.name(), node.name() + ": a task of the driver does not end");
        }
        return served;
    }

    /** What was dirty is lost: the instance goes, the node is orphaned, and the next flush above says so. */
    private void giveUp(ChangeScope scope, Node node, BlockException why) throws BlockException {
        String sentence = node.name() + ": what was not flushed could not be written: " + why.getMessage();
        drop(scope, node, why.error() != BlockError.TIMED_OUT);
        become(
                node,
                NodeInfo.State.ORPHANED,
                Outage.now(
                        Outage.Cause.FLUSH_FAILED,
                        BlockError.IO,
                        sentence,
                        "when the cause is gone, block:revive " + node.name()
                                + " opens it with what was flushed"));
        failNextFlushAbove(node, sentence);
        scope.event(BlockEvent.Kind.NODE_ORPHANED, node.name(), sentence);
    }

    /** Makes the next flush of every device above fail once. */
    void failNextFlushAbove(Node node, String sentence) {
        List<Device> above = core.graph().decide(() -> core.graph().devicesAbove(List.of(node)));
        for (Device device : above) {
            device.trouble().failNextFlush(
                    new BlockException(BlockError.IO, node.name(), device.name() + ": " + sentence));
        }
    }

    /** Takes the instance away from the node, under the write lock, and closes it unless it hangs. */
    void drop(ChangeScope scope, Node node, boolean close) throws BlockException {
        ServedBy served = node.servedBy();
        scope.write(() -> node.pipe().clear());
        scope.moved(node.name() + ": " + served.driver() + " -> none");
        node.serveBy(null);
        served.tasks().end(close ? core.patience().callDeadline() : System.nanoTime());
        if (close) {
            starter.closeInstance(node, served);
        }
    }

    private static Outage waitingForChild(Node node) {
        return Outage.now(
                Outage.Cause.CHILD_OUT,
                BlockError.BUSY,
                node.name() + " is written out and waits for a node below it",
                "see block:why of that node");
    }

    /** Sets a state, and what the driver's tasks may do in it, under the global lock. */
    void become(Node node, NodeInfo.State state, Outage outage) {
        core.graph().decideRun(() -> {
            node.become(state, outage);
            core.graph().settleTasks(node);
        });
    }
}
