// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.edit.Transaction;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.Outage;
import org.blockgraph.core.graph.UnderGlobalLock;

/** Writes out nodes that nobody needs any more, takes them out of the graph and closes them. */
public final class Retirement {

    private final Core core;
    private final TakeDown takeDown;

    /** Ends nodes of the core's graph. */
    public Retirement(Core core) {
        this.core = core;
        this.takeDown = new TakeDown(core);
    }

    /** Ends a node that nothing stands on, with what only it stood on and nobody keeps. */
    public void retire(ChangeScope scope, Node node) throws BlockException {
        List<Node> ending = core.graph().decide(() -> ending(node, Set.of(node), null));
        // A drain below that ends meanwhile must not wake what is written out.
        scope.quiet(ending);
        writeOut(ending, takeDown::inactivateAndClose);
        takeOut(scope, ending, List.of(), transaction -> { });
        ending.forEach(this::close);
    }

    /**
     * The same after a change that is done by now, whatever becomes of the node.
     *
     * @throws BlockException that says so, and how the node can be closed
     */
    public void retireAfter(ChangeScope scope, Node node) throws BlockException {
        try {
            retire(scope, node);
        } catch (BlockException e) {
            throw new BlockException(
                    e.error(),
                    node.name(),
                    "the change is done, but node " + node.name() + ", which nothing uses any more, could"
                            + " not be closed: " + e.getMessage() + "; close it with block:delete "
                            + node.name());
        }
    }

    /**
     * Returns a node and those below it that have no other user and that nobody keeps, topmost first; under
     * the global lock.
     *
     * @param surely nodes that end whoever uses or keeps them
     * @param leaving a device that does not count as a user, or null
     */
    @UnderGlobalLock
    List<Node> ending(Node top, Set<Node> surely, Device leaving) {
        Set<Node> ending = new HashSet<>(surely);
        for (Node node : Graph.topmostFirst(core.graph().withDescendants(List.of(top)))) {
            boolean otherDevice = node.devices().stream().anyMatch(each -> each != leaving);
            boolean otherParent = node.parents().stream().anyMatch(edge -> !ending.contains(edge.parent()));
            if (!otherDevice && !otherParent && !node.isKept()) {
                ending.add(node);
            }
        }
        return Graph.topmostFirst(ending);
    }

    /** Writes nodes out that a request that was given up may still be inside of: they are closed later. */
    void writeOut(List<Node> ending) {
        writeOut(ending, takeDown::inactivate);
    }

    /** One of the two ways to write a node out. */
    @FunctionalInterface
    private interface WriteOut {
        void run(Node node, long deadlineNanos) throws BlockException;
    }

    private void writeOut(List<Node> ending, WriteOut how) {
        for (Node node : ending) {
            if (node.state() != NodeInfo.State.OPEN) {
                continue;
            }
            boolean done = false;
            try {
                how.run(node, core.patience().callDeadline());
                done = true;
            } catch (BlockException e) {
                core.log()
                        .accept(node.name() + ": could not be written out while it was closed: "
                                + e.getMessage());
            }
            if (done || node.servedBy() == null) {
                takeDown.become(node, NodeInfo.State.INACTIVE, closing(node));
            }
        }
    }

    private static Outage closing(Node node) {
        return Outage.now(Outage.Cause.CHILD_OUT, BlockError.BUSY, node.name() + " is being closed", "");
    }

    /**
     * Takes nodes out of the graph that have been written out; where that is refused they serve again.
     *
     * @param ending the nodes, topmost first
     * @param losing further nodes that lose a user
     * @param alongside what is to happen in the same transaction, first
     */
    void takeOut(ChangeScope scope, List<Node> ending, Collection<Node> losing, Transaction.Body alongside)
            throws BlockException {
        try {
            Transaction.run(scope, core.graph(), transaction -> {
                alongside.run(transaction);
                for (Node node : ending) {
                    transaction.remove(node);
                    transaction.atCommit(node.pipe()::clear);
                }
                transaction.permissions(staying(ending, losing));
            });
        } catch (BlockException e) {
            new Revival(core).revive(scope, ending);
            ending.stream()
                    .filter(node -> node.state() == NodeInfo.State.INACTIVE && node.servedBy() == null)
                    .forEach(this::orphan);
            throw e;
        }
    }

    /** A driver that left meanwhile did not find the node among those that it served. */
    private void orphan(Node node) {
        takeDown.become(
                node,
                NodeInfo.State.ORPHANED,
                Outage.now(
                        Outage.Cause.DRIVER_LEFT,
                        BlockError.NO_DRIVER,
                        node.name() + " was to be closed, which was refused, and its driver has left",
                        "install or start a bundle with the driver '" + node.format() + "'"));
    }

    /** Returns the nodes that lose a user and have others. */
    private static Set<Node> staying(List<Node> ending, Collection<Node> losing) {
        Set<Node> staying = new HashSet<>(losing);
        ending.forEach(node -> node.children().forEach(edge -> staying.add(edge.node())));
        ending.forEach(staying::remove);
        return staying;
    }

    /** Closes a node that is out of the graph, and its files. */
    void close(Node node) {
        ServedBy served = node.servedBy();
        if (served != null) {
            served.tasks().end(core.patience().callDeadline());
            new InstanceStarter(core).closeInstance(node, served);
        }
        node.serveBy(null);
        node.files().close();
    }
}
