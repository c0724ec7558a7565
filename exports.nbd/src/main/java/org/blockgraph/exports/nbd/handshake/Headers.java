// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

/** How messages of the transmission phase look. */
public enum Headers {
    /** Compact requests, simple replies. */
    SIMPLE,
    /** Compact requests, structured replies where there is a payload or an error. */
    STRUCTURED,
    /** Extended requests, extended replies. */
    EXTENDED;

    /** Tells whether replies come in chunks. */
    public boolean chunks() {
        return this != SIMPLE;
    }
}
