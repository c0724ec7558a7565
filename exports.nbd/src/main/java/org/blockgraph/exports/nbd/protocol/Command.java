// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** What requests ask for; section "Request types". */
public final class Command {

    /** NBD_CMD_READ. */
    public static final int READ = 0;
    /** NBD_CMD_WRITE. */
    public static final int WRITE = 1;
    /** NBD_CMD_DISC. */
    public static final int DISCONNECT = 2;
    /** NBD_CMD_FLUSH. */
    public static final int FLUSH = 3;
    /** NBD_CMD_TRIM. */
    public static final int TRIM = 4;
    /** NBD_CMD_CACHE. */
    public static final int CACHE = 5;
    /** NBD_CMD_WRITE_ZEROES. */
    public static final int WRITE_ZEROES = 6;
    /** NBD_CMD_BLOCK_STATUS. */
    public static final int BLOCK_STATUS = 7;

    private Command() {}
}
