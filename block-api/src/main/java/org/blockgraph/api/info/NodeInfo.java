// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

import java.util.List;
import java.util.Map;

/**
 * A node.
 *
 * @param name its name
 * @param driver the name of its driver's format
 * @param driverVersion the version of the driver's bundle; the last one while it has none
 * @param state what requests to it do now
 * @param reason why it is not OPEN, or an empty string
 * @param length the size in bytes
 * @param readOnly whether writes are refused
 * @param drained whether a drain keeps requests away from it
 * @param children its edges downwards
 * @param parents the names of the nodes and devices above it
 * @param details what the driver tells of the image, by its own names
 */
public record NodeInfo(
        String name,
        String driver,
        String driverVersion,
        State state,
        String reason,
        long length,
        boolean readOnly,
        boolean drained,
        List<Edge> children,
        List<String> parents,
        Map<String, String> details) {

    /** Copies the collections. */
    public NodeInfo {
        children = List.copyOf(children);
        parents = List.copyOf(parents);
        details = Map.copyOf(details);
    }

    /** What requests to a node do. */
    public enum State {
        /** Are served. */
        OPEN,
        /** Wait, because a node below is parked; the node's own driver is here. */
        INACTIVE,
        /** Wait at the gate for a driver. */
        PARKED,
        /** Fail at once, with the reason. */
        ORPHANED
    }

    /**
     * An edge.
     *
     * @param name the child's name within the parent, such as "file" or "backing"
     * @param node the name of the node below
     * @param roles what it is used for, in lower case, separated by commas
     * @param uses the permissions that the parent uses, in lower case, separated by commas
     */
    public record Edge(String name, String node, String roles, String uses) {}
}
