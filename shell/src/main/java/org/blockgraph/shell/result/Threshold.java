// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * Which writes to a node are told of.
 *
 * @param node or device, as it was named
 * @param offset in bytes; 0 for none
 */
public record Threshold(String node, long offset) {}
