// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.graph.Gate.Reason;

/**
 * Says what a device's gate does, from the nodes that it reaches: refuse when one is orphaned, hold back when
 * one is parked, drained or being changed, or when the device is being closed, otherwise open. While the
 * driver of one that is out is being given to it nobody fails. Under the global lock.
 */
final class GateRule {

    private final Set<String> arriving;

    /**
     * Rules for the devices of a graph.
     *
     * @param arriving the formats whose drivers have come and are being given to nodes; a view that any
     *     thread may ask
     */
    GateRule(Set<String> arriving) {
        this.arriving = arriving;
    }

    @UnderGlobalLock
    void apply(Device device, String closing) {
        Gate gate = device.gate();
        if (closing != null) {
            gate.refuse(new Reason(BlockError.SHUTDOWN, closing, Reason.NO_DEADLINE));
            return;
        }
        Node orphaned = null;
        Node parked = null;
        Node busy = null;
        List<String> missing = new ArrayList<>();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> open = new ArrayDeque<>();
        open.add(device.root());
        while (!open.isEmpty()) {
            Node node = open.poll();
            if (!seen.add(node)) {
                continue;
            }
            node.children().forEach(edge -> open.add(edge.node()));
            if (waitsForDriver(node)) {
                missing.add(node.format());
            }
            if (node.state() == NodeInfo.State.ORPHANED) {
                orphaned = deeper(orphaned, node);
            } else if (node.state() == NodeInfo.State.PARKED) {
                parked = node;
            } else if (node.isGated() || node.isDrained() || node.state() == NodeInfo.State.INACTIVE) {
                busy = node;
            }
        }
        BooleanSupplier hope = () -> missing.stream().anyMatch(arriving::contains);
        decide(device, orphaned, parked, busy, hope);
    }

    /** Tells whether a driver that comes is given to the node; what hangs inside keeps it out. */
    private static boolean waitsForDriver(Node node) {
        return node.outage() != null
                && node.outage().cause() != Outage.Cause.CHILD_OUT
                && node.outage().cause() != Outage.Cause.HUNG;
    }

    /** Of two orphaned nodes the one without a reason of its own children's is worth naming. */
    private static Node deeper(Node one, Node other) {
        return one == null || one.outage().cause() == Outage.Cause.CHILD_OUT ? other : one;
    }

    private static void decide(
            Device device, Node orphaned, Node parked, Node busy, BooleanSupplier hope) {
        Gate gate = device.gate();
        if (orphaned != null) {
            Outage outage = orphaned.outage();
            gate.refuse(new Reason(
                    outage.error(), outage.sentence() + "; " + outage.remedy(), Reason.NO_DEADLINE, hope));
        } else if (parked != null) {
            Outage outage = parked.outage();
            gate.holdBack(new Reason(
                    outage.error(),
                    outage.sentence() + "; " + outage.remedy(),
                    deadline(device, outage),
                    hope));
        } else if (gate.isHeld()) {
            String what = device.name() + " is being closed";
            gate.holdBack(new Reason(BlockError.BUSY, what, Reason.NO_DEADLINE));
        } else if (busy != null) {
            String what = busy.isDrained() ? " is drained" : " is being changed";
            gate.holdBack(new Reason(BlockError.BUSY, busy.name() + what, Reason.NO_DEADLINE));
        } else {
            gate.open();
        }
    }

    private static long deadline(Device device, Outage outage) {
        Duration patience = device.parkTimeout();
        return patience == null ? Reason.NO_DEADLINE : outage.sinceNanos() + patience.toNanos();
    }
}
