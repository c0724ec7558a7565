// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.result.ShownGraph;

/**
 * Draws the graph as trees: one for each device, then one for each node that nothing uses. A node that
 * several use is drawn with its children where it comes first, and by name alone afterwards. One view for one
 * drawing.
 */
final class GraphView {

    /** How many levels are drawn; a longer chain is told in JSON, which does not grow to the right. */
    private static final int MOST_LEVELS = 64;

    private final Map<String, NodeInfo> nodes = new HashMap<>();
    private final Set<String> drawn = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    private GraphView(List<NodeInfo> nodes) {
        for (NodeInfo node : nodes) {
            this.nodes.put(node.name(), node);
        }
    }

    static String of(ShownGraph graph) {
        if (graph.devices().isEmpty() && graph.nodes().isEmpty()) {
            return "the graph is empty; block:open opens a device";
        }
        GraphView view = new GraphView(graph.nodes());
        for (DeviceInfo device : graph.devices()) {
            view.line("", view.describe(device));
            view.node("", null, device.root(), true, 1);
        }
        for (NodeInfo node : graph.nodes()) {
            if (node.parents().isEmpty() && !view.drawn.contains(node.name())) {
                view.line("", "(no device)");
                view.node("", null, node.name(), true, 1);
            }
        }
        if (!graph.drains().isEmpty()) {
            view.line("", "held by block:drain: " + graph.drains().stream()
                    .map(DrainView::of)
                    .collect(Collectors.joining(", ")));
        }
        return view.text.toString();
    }

    private String describe(DeviceInfo device) {
        String readOnly = device.readOnly() ? "  read-only" : "";
        String waiting = device.waiting() == 0 ? "" : "  " + device.waiting() + " waiting";
        return device.name() + "  " + HumanSize.of(device.length()) + readOnly + waiting + gate(device);
    }

    /** Says why no request may enter, unless the root node's line says it. */
    private String gate(DeviceInfo device) {
        if (device.gateOpen()) {
            return "";
        }
        NodeInfo root = nodes.get(device.root());
        boolean toldBelow = root != null && root.state() != NodeInfo.State.OPEN;
        return toldBelow ? "  gate closed" : "  gate closed: " + device.gateReason();
    }

    /** Draws a node below an edge; a null edge is that of a device. */
    private void node(String indent, NodeInfo.Edge edge, String name, boolean last, int level) {
        String branch = indent + (last ? "└── " : "├── ") + (edge == null ? "" : edge.name() + ": ");
        NodeInfo node = nodes.get(name);
        if (node == null) {
            line(branch, name + "  (closed meanwhile)");
            return;
        }
        if (!drawn.add(name)) {
            line(branch, name + "  (see above)" + describe(edge));
            return;
        }
        line(branch, describe(node) + describe(edge));
        String below = indent + (last ? "    " : "│   ");
        List<NodeInfo.Edge> children = node.children();
        if (level == MOST_LEVELS && !children.isEmpty()) {
            line(below + "└── ", "(goes on below; block:graph --json has it all)");
            return;
        }
        for (int i = 0; i < children.size(); i++) {
            NodeInfo.Edge child = children.get(i);
            node(below, child, child.node(), i == children.size() - 1, level + 1);
        }
    }

    private static String describe(NodeInfo node) {
        String version = node.driverVersion().isEmpty() ? "" : ' ' + node.driverVersion();
        return node.name() + "  " + node.driver() + version + (node.readOnly() ? "  read-only  " : "  ")
                + NodeView.state(node) + (node.drained() ? "  drained" : "");
    }

    /** What the child is used for, and what is done with it; nothing while nothing above uses it. */
    private static String describe(NodeInfo.Edge edge) {
        if (edge == null) {
            return "";
        }
        return "  (" + edge.roles() + (edge.uses().isEmpty() ? "" : ": " + edge.uses()) + ')';
    }

    private void line(String start, String content) {
        text.append(text.isEmpty() ? "" : "\n").append(start).append(content);
    }
}
