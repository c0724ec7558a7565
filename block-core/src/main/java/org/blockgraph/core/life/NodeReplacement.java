// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.Outage;

/**
 * Moves one node from a driver to another that is here as well: flush while requests run, close the gates,
 * let the old one write the rest, open the new one on the same files, swap. The old instance is closed only
 * when everything above works with the new one; until then it can take over again.
 */
final class NodeReplacement {

    private final Core core;
    private final Node node;
    private final DriverEntry from;
    private final DriverEntry to;
    private final TakeDown takeDown;
    private final Revival revival;
    private final InstanceStarter starter;

    NodeReplacement(Core core, Node node, DriverEntry from, DriverEntry to) {
        this.core = core;
        this.node = node;
        this.from = from;
        this.to = to;
        this.takeDown = new TakeDown(core);
        this.revival = new Revival(core);
        this.starter = new InstanceStarter(core);
    }

    /** Returns the change; its result is the pause in nanoseconds, or -1 when the node had moved already. */
    Change<Long> change() {
        return new Change<>(
                "replace driver of " + node.name() + ": " + from + " -> " + to,
                () -> core.graph().withAncestors(List.of(node)),
                this::execute);
    }

    private Long execute(ChangeScope scope) throws BlockException {
        ServedBy old = node.servedBy();
        if (old == null || old.driver() != from || node.state() != NodeInfo.State.OPEN) {
            return -1L;
        }
        Set<Node> touched = core.graph().decide(() -> core.graph().withAncestors(List.of(node)));
        Set<Node> outBefore = orphaned(touched);
        flushTops(touched);
        scope.closeGates(touched);
        scope.endWaits(touched);
        if (!scope.awaitInFlight(core.patience().callDeadline()).isEmpty()) {
            throw new BlockException(
                    BlockError.TIMED_OUT, node.name(), node.name() + ": a request in flight does not end");
        }
        takeDown.inactivateAll(scope, touched, core.patience().callDeadline());
        if (node.servedBy() == null) {
            revival.revive(scope, touched);
            throw new BlockException(
                    BlockError.IO, node.name(), node.name() + ": the old driver could not write out");
        }
        node.fallBackTo(old);
        try {
            exchange(scope, touched, outBefore, old);
        } finally {
            node.fallBackTo(null);
        }
        scope.openGates();
        return scope.pauseNanos();
    }

    /** Writes most of what is dirty while requests still run, so that the pause is short. */
    private void flushTops(Set<Node> touched) throws BlockException {
        for (Node top : touched) {
            if (!top.devices().isEmpty() && !top.readOnly() && top.state() == NodeInfo.State.OPEN) {
                new NodeCalls(core).call(
                        top,
                        top.servedBy(),
                        "flush " + top.name() + " before replacing " + node.name(),
                        token -> Edge.ofCore(top).flush(token, IoFlags.NONE));
            }
        }
    }

    private static Set<Node> orphaned(Set<Node> nodes) {
        return nodes.stream()
                .filter(each -> each.state() == NodeInfo.State.ORPHANED)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The new driver is to blame for a node above that is out of service now and was not before. */
    private void exchange(ChangeScope scope, Set<Node> touched, Set<Node> outBefore, ServedBy old)
            throws BlockException {
        ServedBy fresh;
        try {
            fresh = putInPlace(scope);
        } catch (BlockException e) {
            carryOn(scope, touched, e);
            throw e;
        }
        settle(scope, old, fresh);
        revival.revive(scope, touched);
        Node broken = orphaned(touched).stream()
                .filter(each -> !outBefore.contains(each))
                .findFirst()
                .orElse(null);
        if (broken == null) {
            starter.discard(node, old);
            scope.event(BlockEvent.Kind.DRIVER_REPLACED, node.name(), from + " -> " + to);
            return;
        }
        String why = broken.outage().sentence();
        takeDown.inactivateAll(scope, touched, core.patience().callDeadline());
        scope.write(() -> {
            node.handTo(old);
            node.serveBy(old);
        });
        settle(scope, fresh, old);
        starter.discard(node, fresh);
        BlockException failure = new BlockException(
                BlockError.DRIVER_FAULT,
                broken.name(),
                "with " + to + " below, " + broken.name() + " failed: " + why);
        carryOn(scope, touched, failure);
        throw failure;
    }

    /** Opens with the new driver and swaps it in, or leaves nothing of it behind. */
    private ServedBy putInPlace(ChangeScope scope) throws BlockException {
        ServedBy fresh = starter.resume(node, to, core.patience().callDeadline());
        boolean taken = false;
        try {
            taken = scope.writeAndDecide(() -> node.take(fresh));
        } finally {
            if (!taken) {
                starter.discard(node, fresh);
            }
        }
        if (!taken) {
            throw new BlockException(BlockError.NO_DRIVER, node.name(), to + " has left during the swap");
        }
        return fresh;
    }

    /** Notes what was swapped; the node is INACTIVE or, for a fresh instance, OPEN then. */
    private void settle(ChangeScope scope, ServedBy before, ServedBy now) {
        scope.moved(node.name() + ": " + before.driver() + " -> " + now.driver());
        boolean fresh = now.driver() == to;
        takeDown.become(
                node,
                fresh ? NodeInfo.State.OPEN : NodeInfo.State.INACTIVE,
                fresh
                        ? null
                        : Outage.now(
                                Outage.Cause.OPEN_FAILED,
                                BlockError.BUSY,
                                node.name() + ": the old driver takes over",
                                ""));
    }

    /** The old driver activates again, and everything above it. */
    private void carryOn(ChangeScope scope, Set<Node> touched, BlockException why) throws BlockException {
        revival.revive(scope, touched);
        scope.event(
                BlockEvent.Kind.REPLACE_FAILED,
                node.name(),
                from + " carries on, because " + to + " failed: " + why.getMessage());
    }
}
