// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

/** A node as {@link StatusWalk} sees it. Stable while the caller holds a read of the graph lock. */
public interface StatusView {

    /** Returns the way into the node. */
    NodePipe pipe();

    /** Returns the child of that name, or null. */
    StatusView child(String name);

    /** Returns the child that shows through where the node holds nothing (role COW), or null. */
    StatusView backing();

    /**
     * Returns the host file whose bytes are the node's, at the same offsets, or an empty string where there
     * is none: a protocol's file, a filter's child's file.
     */
    String file();
}
