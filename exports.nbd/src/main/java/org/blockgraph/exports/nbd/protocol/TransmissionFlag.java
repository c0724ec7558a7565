// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** What an export can do; section "Transmission flags". */
public final class TransmissionFlag {

    /** NBD_FLAG_HAS_FLAGS. */
    public static final int HAS_FLAGS = 1;
    /** NBD_FLAG_READ_ONLY. */
    public static final int READ_ONLY = 1 << 1;
    /** NBD_FLAG_SEND_FLUSH. */
    public static final int FLUSH = 1 << 2;
    /** NBD_FLAG_SEND_FUA. */
    public static final int FUA = 1 << 3;
    /** NBD_FLAG_SEND_TRIM. */
    public static final int TRIM = 1 << 5;
    /** NBD_FLAG_SEND_WRITE_ZEROES. */
    public static final int WRITE_ZEROES = 1 << 6;
    /** NBD_FLAG_SEND_DF. */
    public static final int DF = 1 << 7;
    /** NBD_FLAG_CAN_MULTI_CONN. */
    public static final int MULTI_CONN = 1 << 8;
    /** NBD_FLAG_SEND_CACHE. */
    public static final int CACHE = 1 << 10;
    /** NBD_FLAG_SEND_FAST_ZERO. */
    public static final int FAST_ZERO = 1 << 11;
    /** NBD_FLAG_BLOCK_STATUS_PAYLOAD. */
    public static final int STATUS_PAYLOAD = 1 << 12;

    private TransmissionFlag() {}
}
