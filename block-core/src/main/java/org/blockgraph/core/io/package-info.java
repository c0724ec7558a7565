// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * What lies between an edge and a driver. A node has one {@link org.blockgraph.core.io.NodePipe}; requests
 * come in as its parents make them and reach the driver as its limits allow: within its alignment, in native
 * buffers, not too long at once. What a driver answers or throws is checked and copied before anyone above
 * sees it.
 *
 * <p>Nothing here knows of gates, the graph lock or the change lane: a caller holds a read of the graph lock
 * across a call of the I/O operations, and {@code serve} and {@code clear} are called while no request is
 * inside the node.
 */
package org.blockgraph.core.io;
