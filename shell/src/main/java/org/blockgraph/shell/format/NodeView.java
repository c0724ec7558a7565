// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Map;
import java.util.TreeMap;
import org.blockgraph.api.info.NodeInfo;

/** Shows a node line by line, with qemu-img info's words where it has them. */
final class NodeView {

    private NodeView() {}

    static String of(NodeInfo node) {
        StringBuilder text = new StringBuilder();
        line(text, "node", node.name());
        line(text, "file format", node.driver());
        if (!node.driverVersion().isEmpty()) {
            line(text, "driver version", node.driverVersion());
        }
        line(text, "state", state(node));
        line(text, "virtual size", HumanSize.exact(node.length()));
        line(text, "read-only", node.readOnly() ? "on" : "off");
        if (node.drained()) {
            line(text, "drained", "on");
        }
        if (!node.parents().isEmpty()) {
            line(text, "used by", String.join(", ", node.parents()));
        }
        for (NodeInfo.Edge child : node.children()) {
            line(text, "child " + child.name(), child.node() + " (" + child.roles() + ')');
        }
        if (!node.details().isEmpty()) {
            text.append("\nFormat specific information:");
            for (Map.Entry<String, String> detail : new TreeMap<>(node.details()).entrySet()) {
                line(text, "    " + detail.getKey(), detail.getValue());
            }
        }
        return text.toString();
    }

    /** Returns the state and, where it is not open, why. */
    static String state(NodeInfo node) {
        String state = Names.lower(node.state());
        String reason = Names.withoutSubject(node.name(), node.reason());
        return reason.isEmpty() ? state : state + ": " + reason;
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(text.isEmpty() ? "" : "\n").append(name).append(": ").append(value);
    }
}
