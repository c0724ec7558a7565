// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** Sections "Handshake flags" and "Client flags", whose bits agree. */
public final class HandshakeFlag {

    /** NBD_FLAG_FIXED_NEWSTYLE and NBD_FLAG_C_FIXED_NEWSTYLE. */
    public static final int FIXED_NEWSTYLE = 1;
    /** NBD_FLAG_NO_ZEROES and NBD_FLAG_C_NO_ZEROES. */
    public static final int NO_ZEROES = 1 << 1;

    private HandshakeFlag() {}
}
