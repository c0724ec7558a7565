// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.DeviceReport;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.perm.Permission;
import org.blockgraph.lock.LockSnapshot;

/** Copies the graph, the drivers and the lock as they are at one moment, under the global lock. */
final class Describer {

    private final Core core;

    Describer(Core core) {
        this.core = core;
    }

    Device device(String name) {
        return core.graph().decide(() -> core.graph().device(name));
    }

    Collection<Device> devices() {
        return core.graph().decide(() -> List.copyOf(core.graph().devices()));
    }

    GraphInfo graph() {
        return core.graph().decide(() -> new GraphInfo(
                core.graph().devices().stream().map(DeviceReport::of).toList(),
                core.graph().nodes().stream().map(node -> describe(node, Map.of())).toList()));
    }

    private Node require(String name) throws BlockException {
        return core.graph().decide(() -> core.graph().require(name));
    }

    Limits limits(String name) throws BlockException {
        Node node = require(name);
        ServedBy served = node.servedBy();
        if (served == null) {
            throw new BlockException(
                    BlockError.BUSY,
                    name,
                    name + ": no driver serves the node now; see block:why " + node.name());
        }
        return served.limits();
    }

    NodeInfo node(String name) throws BlockException {
        return node(name, false);
    }

    /**
     * The same.
     *
     * @param justOpened whether what the driver said when it opened is new enough: asking it anew takes
     *     longer than the rest
     */
    NodeInfo node(String name, boolean justOpened) throws BlockException {
        Node node = require(name);
        ServedBy served = node.servedBy();
        Map<String, String> details = served != null && justOpened ? served.details() : details(node);
        return core.graph().decide(() -> describe(node, details));
    }

    /** Asks the driver, outside every lock, and copies what it says. */
    private Map<String, String> details(Node node) {
        ServedBy served = node.servedBy();
        if (served == null) {
            return Map.of();
        }
        try {
            return new NodeCalls(core).call(
                    node, served, "details of " + node.name(), _ -> details(served.instance()));
        } catch (BlockException e) {
            return Map.of("error", e.getMessage());
        }
    }

    /**
     * Asks an instance, in a call of its driver. New strings in a map of the core's: nothing of the driver's
     * own types, nothing lazy.
     */
    static Map<String, String> details(DriverInstance instance) {
        Map<String, String> copy = new HashMap<>();
        try {
            instance.details().forEach((key, value) -> copy.put(String.valueOf(key), String.valueOf(value)));
        } catch (RuntimeException e) {
            copy.put("error", String.valueOf(e));
        }
        return copy;
    }

    private NodeInfo describe(Node node, Map<String, String> details) {
        ServedBy served = node.servedBy();
        List<NodeInfo.Edge> children = new ArrayList<>();
        for (Edge edge : node.children()) {
            children.add(new NodeInfo.Edge(
                    edge.name(),
                    edge.nodeName(),
                    edge.rolesText(),
                    Permission.text(edge.access().uses())));
        }
        List<String> parents = new ArrayList<>();
        node.parents().forEach(edge -> parents.add(edge.parent().name()));
        node.devices().forEach(device -> parents.add(device.name()));
        return new NodeInfo(
                node.name(),
                node.format(),
                served == null ? "" : served.driver().identity().version(),
                node.state(),
                node.outage() == null ? "" : node.outage().sentence(),
                node.lastLength(),
                node.readOnly(),
                core.graph().isDrainedBelow(node),
                children,
                parents,
                details);
    }

    List<DriverInfo> drivers() {
        return core.graph().decide(() -> {
            List<DriverInfo> found = new ArrayList<>();
            for (DriverEntry entry : core.registry().entries()) {
                List<String> nodes = core.graph().nodes().stream()
                        .filter(node -> node.servedBy() != null && node.servedBy().driver() == entry)
                        .map(Node::name)
                        .toList();
                found.add(new DriverInfo(
                        entry.format(),
                        entry.identity().kind().name().toLowerCase(Locale.ROOT),
                        entry.identity().bundle(),
                        entry.identity().version(),
                        entry.state().name().toLowerCase(Locale.ROOT),
                        nodes));
            }
            return found;
        });
    }

    /** Takes no lock that a waiting writer holds: it is wanted most while one waits. */
    LockInfo lock(boolean withStacks) {
        LockSnapshot snapshot = core.graph().lock().snapshot(withStacks);
        LockSnapshot.Writer writer = snapshot.writer();
        LockSnapshot.Global global = snapshot.global();
        return new LockInfo(
                snapshot.contexts().stream()
                        .map(each -> new LockInfo.Context(each.name(), each.balance()))
                        .toList(),
                snapshot.orphanedBalance(),
                readers(snapshot.readers()),
                readers(snapshot.sleepingReaders()),
                writer == null
                        ? null
                        : new LockInfo.Writer(writer.reason(), writer.thread(), writer.inside(),
                                writer.sinceNanos(), writer.stack()),
                new LockInfo.Global(global.owner(), global.waiting(), global.stack()),
                core.graph().waitingAtGates());
    }

    private static List<LockInfo.Reader> readers(List<LockSnapshot.Reader> readers) {
        return readers.stream()
                .map(each -> new LockInfo.Reader(each.owner(), each.context(), each.thread(),
                        each.sinceNanos(), each.abandoned(), each.stack()))
                .toList();
    }
}
