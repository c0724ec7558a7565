// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** Replies to options; section "Option reply types". */
public final class OptionReply {

    /** NBD_REP_ACK. */
    public static final int ACK = 1;
    /** NBD_REP_SERVER. */
    public static final int SERVER = 2;
    /** NBD_REP_INFO. */
    public static final int INFO = 3;
    /** NBD_REP_META_CONTEXT. */
    public static final int META_CONTEXT = 4;

    private static final int ERROR = 1 << 31;

    /** NBD_REP_ERR_UNSUP. */
    public static final int UNSUPPORTED = ERROR + 1;
    /** NBD_REP_ERR_POLICY. */
    public static final int POLICY = ERROR + 2;
    /** NBD_REP_ERR_INVALID. */
    public static final int INVALID = ERROR + 3;
    /** NBD_REP_ERR_TLS_REQD. */
    public static final int TLS_REQUIRED = ERROR + 5;
    /** NBD_REP_ERR_UNKNOWN. */
    public static final int UNKNOWN = ERROR + 6;
    /** NBD_REP_ERR_SHUTDOWN. */
    public static final int SHUTDOWN = ERROR + 7;
    /** NBD_REP_ERR_TOO_BIG. */
    public static final int TOO_BIG = ERROR + 9;
    /** NBD_REP_ERR_EXT_HEADER_REQD. */
    public static final int EXTENDED_HEADERS_REQUIRED = ERROR + 10;

    private OptionReply() {}
}
