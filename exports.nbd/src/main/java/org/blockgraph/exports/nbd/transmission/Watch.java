// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

/** What somebody who watches a session may find. */
public enum Watch {
    /** It goes on. */
    WELL,
    /** A request holds up the connection's thread: {@link Session#takeOver} may help. */
    HELD_UP,
    /** The same, and has been given up by the core, and can't be taken away from the thread. */
    LOST
}
