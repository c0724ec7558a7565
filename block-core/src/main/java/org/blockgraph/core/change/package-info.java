// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Changes of the graph: which nodes a change claims, in which order changes run, how gates are closed and
 * requests awaited, how the write lock is taken for the moment of the swap, and what history keeps.
 *
 * <p>Changes that claim no common node run at the same time, each on a thread of its own, so that a driver
 * that hangs holds up only the nodes that it serves. Those that do run in order of arrival.
 */
package org.blockgraph.core.change;
