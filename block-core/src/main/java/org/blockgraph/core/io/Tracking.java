// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

/**
 * Which requests a node keeps track of, so that another request can have a range for itself. A node whose
 * requests need alignment always tracks its writes, because an unaligned one is read, modified and written.
 */
public enum Tracking {
    /** None: nothing at this node needs a range for itself. */
    NONE,
    /** Whatever changes the content. Reads see every byte as it was before or after an overlapping write. */
    WRITES,
    /** Reads too: whoever has a range for itself has it to itself alone. */
    ALL
}
