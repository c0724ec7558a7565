// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.DeviceReport;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Outage;

/** Explains the state of a node or a device in a sentence, and names the command that helps. */
final class WhyTeller {

    private final Core core;
    private final UnaryOperator<String> driverAdvice;

    /**
     * Prepares.
     *
     * @param driverAdvice says how to get the driver of a format; called with no lock held
     */
    WhyTeller(Core core, UnaryOperator<String> driverAdvice) {
        this.core = core;
        this.driverAdvice = driverAdvice;
    }

    /** What is wrong, and, where a driver is missing, of which format. */
    private record Finding(WhyInfo info, String missing) {}

    WhyInfo why(String name) throws BlockException {
        Finding found = core.graph().decide(() -> explain(name));
        WhyInfo info = found.info();
        return found.missing() == null
                ? info
                : new WhyInfo(
                        info.subject(), info.state(), info.sentence(), driverAdvice.apply(found.missing()));
    }

    private Finding explain(String name) throws BlockException {
        Graph graph = core.graph();
        Node node = graph.require(name);
        Node cause = cause(node);
        Device device = graph.device(name);
        String state = word(cause.state());
        if (cause.state() == NodeInfo.State.OPEN) {
            return new Finding(open(name, device, node), null);
        }
        Outage outage = cause.outage();
        WhyInfo info = new WhyInfo(
                name,
                cause == node ? state : word(node.state()),
                sentence(name, node, cause),
                remedy(cause, outage));
        return new Finding(info, isDriverMissing(cause, outage) ? cause.format() : null);
    }

    /** A node that failed itself says so, although it first needs what is below it. */
    private static String sentence(String name, Node node, Node cause) {
        if (cause == node) {
            return node.outage().sentence();
        }
        String waits = name + " waits because " + cause.outage().sentence();
        return node.state() == NodeInfo.State.ORPHANED ? node.outage().sentence() + "; " + waits : waits;
    }

    /** The node whose own trouble it is: one below may be what a node waits for. */
    private Node cause(Node node) {
        List<Node> below = Graph.topmostFirst(core.graph().withDescendants(List.of(node)));
        for (Node each : below.reversed()) {
            if (each.state() != NodeInfo.State.OPEN) {
                return each;
            }
        }
        return node;
    }

    private static WhyInfo open(String name, Device device, Node node) {
        String gate = device == null ? "" : DeviceReport.of(device).gateReason();
        if (!gate.isEmpty()) {
            return new WhyInfo(name, "waiting", name + ": requests wait, because " + gate, "");
        }
        return new WhyInfo(
                name, "open", name + " serves requests; its driver is " + node.servedBy().driver(), "");
    }

    private boolean isDriverMissing(Node node, Outage outage) {
        boolean left =
                outage.cause() == Outage.Cause.DRIVER_LEFT || outage.cause() == Outage.Cause.DRIVER_GONE;
        return left && core.registry().best(node.format()) == null;
    }

    private static String remedy(Node node, Outage outage) {
        return outage.cause() == Outage.Cause.HUNG ? outage.remedy() : "block:revive " + node.name();
    }

    private static String word(NodeInfo.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
