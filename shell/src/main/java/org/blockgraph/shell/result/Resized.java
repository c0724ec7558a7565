// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * A node that has another size.
 *
 * @param node the node or device, as it was named
 * @param before its size before, in bytes
 * @param after its size now, in bytes
 */
public record Resized(String node, long before, long after) {}
