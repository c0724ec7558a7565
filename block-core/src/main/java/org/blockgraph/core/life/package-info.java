// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The life of nodes: opening and closing, a driver's departure and arrival, parking, replacement, and the
 * end of everything. All of it runs as changes in the lane.
 */
package org.blockgraph.core.life;
