// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.Outage;

/**
 * Puts nodes back into service, bottom first: a node is opened, or activated, when all its children are OPEN.
 * Gates are closed, nobody holds a lock.
 */
final class Revival {

    private final Core core;
    private final InstanceStarter starter;
    private final TakeDown takeDown;

    Revival(Core core) {
        this.core = core;
        this.starter = new InstanceStarter(core);
        this.takeDown = new TakeDown(core);
    }

    /** Tries each node; returns those that are OPEN now and were not before. */
    List<Node> revive(ChangeScope scope, Collection<Node> nodes) throws BlockException {
        List<Node> revived = new ArrayList<>();
        for (Node node : Graph.topmostFirst(nodes).reversed()) {
            if (node.state() != NodeInfo.State.OPEN
                    && childrenOpen(node)
                    && !isHung(node)
                    && reviveOne(scope, node)) {
                revived.add(node);
            }
        }
        return revived;
    }

    private static boolean childrenOpen(Node node) {
        return node.children().stream().allMatch(edge -> edge.node().state() == NodeInfo.State.OPEN);
    }

    /**
     * A thread that was given up, with a request or a call, may still write when it wakes. One of a call was
     * inside of an instance that went; where there is one that stayed, it is not that one's.
     */
    boolean isHung(Node node) {
        return node.servedBy() == null && node.files().hangs()
                || core.graph().decide(() -> hasHungRequest(node));
    }

    private boolean hasHungRequest(Node node) {
        return core.graph().devicesAbove(List.of(node)).stream()
                .anyMatch(device -> !device.tokens().hung().isEmpty());
    }

    private boolean reviveOne(ChangeScope scope, Node node) throws BlockException {
        return node.servedBy() != null ? activate(scope, node) : openAgain(scope, node);
    }

    /** Lets an inactive instance read again what it dropped. */
    private boolean activate(ChangeScope scope, Node node) throws BlockException {
        try {
            activate(node);
            takeDown.become(node, NodeInfo.State.OPEN, null);
            return true;
        } catch (BlockException e) {
            takeDown.drop(scope, node, e.error() != BlockError.TIMED_OUT);
            orphan(scope, node, Outage.Cause.OPEN_FAILED, e.getMessage());
            return false;
        }
    }

    /** Calls a driver's activate; tasks go on when the node becomes OPEN. */
    void activate(Node node) throws BlockException {
        ServedBy served = node.servedBy();
        new NodeCalls(core).call(node, served, "activate " + node.name(), token -> {
            served.instance().activate(token);
            return null;
        });
        node.rememberLength(served.instance().length());
    }

    /** Opens with the best driver that is here, on the files that were kept. */
    private boolean openAgain(ChangeScope scope, Node node) throws BlockException {
        DriverEntry entry = core.registry().best(node.format());
        if (entry == null) {
            return false;
        }
        String changed = node.files().changed();
        if (changed != null) {
            orphan(scope, node, Outage.Cause.IDENTITY, changed);
            return false;
        }
        ServedBy served;
        try {
            served = starter.resume(node, entry, core.patience().callDeadline());
        } catch (BlockException e) {
            if (entry.isActive()) {
                orphan(scope, node, Outage.Cause.OPEN_FAILED, e.getMessage());
            }
            return false;
        }
        boolean taken = false;
        try {
            taken = scope.writeUntilDone(() -> node.take(served));
        } finally {
            if (!taken) {
                starter.discard(node, served);
            }
        }
        if (!taken) {
            return false;
        }
        scope.moved(node.name() + ": none -> " + entry);
        node.files().forget();
        takeDown.become(node, NodeInfo.State.OPEN, null);
        return true;
    }

    private void orphan(ChangeScope scope, Node node, Outage.Cause cause, String why) {
        String remedy = cause == Outage.Cause.IDENTITY
                ? "put the image back and block:revive " + node.name()
                        + ", or close the device and open it again"
                : "when the cause is gone, block:revive " + node.name();
        BlockError error = cause == Outage.Cause.IDENTITY ? BlockError.CORRUPT : BlockError.NO_DRIVER;
        takeDown.become(node, NodeInfo.State.ORPHANED, Outage.now(cause, error, why, remedy));
        scope.event(BlockEvent.Kind.NODE_ORPHANED, node.name(), why);
    }

    /** Says of nodes above one that is out why they are, and posts what came back. */
    void announce(ChangeScope scope, List<Node> revived) {
        for (Node node : revived) {
            scope.event(BlockEvent.Kind.NODE_RESUMED, node.name(), "served by " + node.servedBy().driver());
        }
    }

    /** Returns devices with requests that were given up. */
    List<Device> hungDevices() {
        return core.graph().decide(() -> core.graph().devices().stream()
                .filter(device -> !device.tokens().hung().isEmpty())
                .toList());
    }
}
