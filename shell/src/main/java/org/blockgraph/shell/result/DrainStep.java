// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.result;

/**
 * A drain that began or ended.
 *
 * @param did "drained" or "undrained"
 * @param held what the shell holds of the node's drains now
 */
public record DrainStep(String did, HeldDrain held) {}
