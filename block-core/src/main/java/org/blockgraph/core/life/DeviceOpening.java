// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;

/** Opens a device: the tree below it first, seen by nobody; then one commit puts all of it into the graph. */
final class DeviceOpening {

    private final Core core;
    private final Device.Surroundings around;
    private final String name;
    private final Map<String, String> options;
    private final Duration parkTimeout;

    DeviceOpening(Core core, Device.Surroundings around, String name, Map<String, String> given)
            throws BlockException {
        this.core = core;
        this.around = around;
        this.name = name;
        this.options = new HashMap<>(given);
        this.parkTimeout = parkTimeout(options.remove(BlockGraph.PARK_TIMEOUT));
        if (!name.matches("[A-Za-z][A-Za-z0-9._-]{0,63}")) {
            throw new BlockException(
                    BlockError.INVALID,
                    name,
                    "'" + name
                            + "' is no name for a device: a letter, then up to 63 letters, digits,"
                            + " '.', '_', '-'");
        }
    }

    private Duration parkTimeout(String text) throws BlockException {
        if (text == null) {
            return core.patience().park();
        }
        if (text.equals("forever")) {
            return null;
        }
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 0 && seconds <= Duration.ofDays(365).toSeconds()) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers that are out of range.
        }
        throw new BlockException(
                BlockError.INVALID,
                name,
                "the option '" + BlockGraph.PARK_TIMEOUT + "' is '" + text
                        + "', neither seconds nor 'forever'");
    }

    Change<Device> change() {
        return new Change<>("open " + name, this::referenced, this::execute);
    }

    /** Existing nodes that a value of the options may name. More than needed does no harm. */
    private List<Node> referenced() {
        return options.values().stream()
                .map(core.graph()::find)
                .filter(node -> node != null)
                .distinct()
                .toList();
    }

    private Device execute(ChangeScope scope) throws BlockException {
        reserveDevice();
        Map<String, Node> existing = new HashMap<>();
        core.graph().decideRun(() -> options.values().forEach(value -> {
            Node node = core.graph().find(value);
            if (node != null && scope.hasClaimed(node)) {
                existing.put(value, node);
            }
        }));
        NodeOpener opener = new NodeOpener(core, existing);
        boolean done = false;
        try {
            Node root = opener.open(name, options, false);
            Device device = new Device(new Device.Birth(name, root.readOnly(), parkTimeout), root, around);
            commit(scope, opener, device);
            done = true;
            scope.event(BlockEvent.Kind.DEVICE_OPENED, name, root.name() + ", " + root.format());
            return device;
        } finally {
            if (!done) {
                opener.undo();
            }
            core.graph().decideRun(() -> core.graph().unreserve(List.of(name), true));
        }
    }

    private void reserveDevice() throws BlockException {
        core.graph().lock().global().lock();
        try {
            core.graph().reserve(List.of(name), true);
        } finally {
            core.graph().lock().global().unlock();
        }
    }

    private void commit(ChangeScope scope, NodeOpener opener, Device device) throws BlockException {
        boolean entered = false;
        try {
            BlockException refused = scope.writeAndDecide(() -> {
                BlockException reason = whyNot(opener);
                if (reason == null) {
                    enter(core.graph(), scope, opener, device);
                }
                return reason;
            });
            if (refused != null) {
                throw refused;
            }
            entered = true;
        } finally {
            if (!entered) {
                device.tokens().close();
            }
        }
    }

    /** Whoever commits looks again: drivers may have gone, and the end may have begun, in the meantime. */
    private BlockException whyNot(NodeOpener opener) {
        if (core.graph().closing() != null) {
            return new BlockException(BlockError.SHUTDOWN, name, core.graph().closing());
        }
        for (Node node : opener.opened()) {
            if (!node.servedBy().driver().isActive()) {
                return new BlockException(
                        BlockError.NO_DRIVER,
                        node.name(),
                        node.name() + ": its driver " + node.servedBy().driver()
                                + " left during the open; try again");
            }
            for (Edge edge : node.children()) {
                if (edge.node().state() != NodeInfo.State.OPEN) {
                    return new BlockException(
                            BlockError.BUSY,
                            edge.nodeName(),
                            edge.nodeName() + ": went out of service; try again");
                }
            }
        }
        return null;
    }

    private static void enter(Graph graph, ChangeScope scope, NodeOpener opener, Device device) {
        for (Node node : opener.opened()) {
            graph.unreserve(List.of(node.name()), false);
            graph.add(node);
            for (Edge edge : node.children()) {
                scope.moved(node.name() + " -" + edge.name() + "-> " + edge.nodeName());
            }
        }
        graph.add(device);
        scope.moved(device.name() + " -> " + device.root().name());
        graph.deriveGates();
    }
}
