// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** Flags of requests; section "Command flags". */
public final class CommandFlag {

    /** NBD_CMD_FLAG_FUA. */
    public static final int FUA = 1;
    /** NBD_CMD_FLAG_NO_HOLE. */
    public static final int NO_HOLE = 1 << 1;
    /** NBD_CMD_FLAG_DF. */
    public static final int DF = 1 << 2;
    /** NBD_CMD_FLAG_REQ_ONE. */
    public static final int REQ_ONE = 1 << 3;
    /** NBD_CMD_FLAG_FAST_ZERO. */
    public static final int FAST_ZERO = 1 << 4;
    /** NBD_CMD_FLAG_PAYLOAD_LEN. */
    public static final int PAYLOAD_LEN = 1 << 5;

    private CommandFlag() {}
}
