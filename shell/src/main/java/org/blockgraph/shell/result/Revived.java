// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import java.util.List;

/**
 * Nodes that are back in service.
 *
 * @param subject the node or device that was to be
 * @param nodes the nodes that are open now and were not before
 */
public record Revived(String subject, List<String> nodes) {

    /** Copies the list. */
    public Revived {
        nodes = List.copyOf(nodes);
    }
}
