// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * Drains of one node that the shell holds.
 *
 * @param node the node
 * @param count how many: as many times it has to be undrained
 */
public record HeldDrain(String node, int count) {}
