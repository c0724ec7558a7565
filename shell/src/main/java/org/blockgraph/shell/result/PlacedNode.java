// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

import org.blockgraph.api.info.NodeInfo;

/**
 * A node that came into the graph.
 *
 * @param did "added" or "inserted"
 * @param node the node
 * @param probed whether its format was guessed from the content
 * @param place where it is, in words such as "above d0"; empty where nothing need be said
 */
public record PlacedNode(String did, NodeInfo node, boolean probed, String place) {}
