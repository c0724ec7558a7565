// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.UnderGlobalLock;

/**
 * How an overlay names the image that a node shows.
 *
 * @param filename absolute, or with a protocol
 * @param format the driver's
 */
public record ImageName(String filename, String format) {

    /**
     * Finds it, below filters.
     *
     * @throws BlockException NOT_SUPPORTED where no name stands for what the node shows
     */
    @UnderGlobalLock
    public static ImageName of(Node node) throws BlockException {
        Node image = below(node, ChildRole.FILTERED);
        boolean bare = image.kind() == DriverKind.PROTOCOL;
        Node file = bare ? image : below(child(image, ChildRole.PRIMARY), ChildRole.FILTERED);
        String filename = file == null ? null : filename(file);
        boolean part = image.options().containsKey("offset") || image.options().containsKey("size");
        if (filename == null || part) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    node.name(),
                    "node " + node.name() + ": no file name stands for what it shows"
                            + (part ? ", a part of " + filename : "")
                            + "; give an overlay that exists, with mode=existing");
        }
        return new ImageName(filename, bare ? "raw" : image.format());
    }

    private static Node below(Node node, ChildRole role) {
        Node at = node;
        for (Node next = at; next != null; next = child(next, role)) {
            at = next;
        }
        return at;
    }

    private static Node child(Node node, ChildRole role) {
        for (Edge edge : node.children()) {
            if (edge.roles().contains(role)) {
                return edge.node();
            }
        }
        return null;
    }

    private static String filename(Node file) {
        Path path = file.files().firstPath();
        String given = file.options().get("filename");
        if (path != null || given == null) {
            return path == null ? null : path.toAbsolutePath().toString();
        }
        return Shorthand.protocol(given).equals("file") ? null : given;
    }
}
