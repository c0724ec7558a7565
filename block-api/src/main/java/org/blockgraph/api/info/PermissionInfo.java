// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

/**
 * What one user of a node does with it and lets others do.
 *
 * @param node the node that is used
 * @param parent the node or device above
 * @param child the edge's name in the node above; empty for a device
 * @param roles what the child is used for, in lower case, separated by commas; empty for a device
 * @param uses the permissions in use, in lower case, separated by commas
 * @param shares the permissions that others may use, likewise
 */
public record PermissionInfo(
        String node, String parent, String child, String roles, String uses, String shares) {}
