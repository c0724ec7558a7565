// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.nio.file.Path;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.core.io.NodePipe;
import org.blockgraph.core.io.StatusView;

/** A node as a walk for block status sees it; for the time of a read hold. */
record NodeView(Node node) implements StatusView {

    @Override
    public NodePipe pipe() {
        return node.pipe();
    }

    @Override
    public StatusView child(String name) {
        Edge edge = node.child(name);
        return edge == null ? null : new NodeView(edge.node());
    }

    @Override
    public StatusView backing() {
        for (Edge edge : node.children()) {
            if (edge.roles().contains(ChildRole.COW)) {
                return new NodeView(edge.node());
            }
        }
        return null;
    }

    @Override
    public String file() {
        Path own = node.files().firstPath();
        if (own != null) {
            return own.toString();
        }
        for (Edge edge : node.children()) {
            if (edge.roles().contains(ChildRole.FILTERED)) {
                return new NodeView(edge.node()).file();
            }
        }
        return "";
    }
}
