// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** Kinds of chunks and their flag; sections "Structured reply types" and "Structured reply flags". */
public final class Chunk {

    /** NBD_REPLY_FLAG_DONE. */
    public static final int DONE = 1;

    /** NBD_REPLY_TYPE_NONE. */
    public static final int NONE = 0;
    /** NBD_REPLY_TYPE_OFFSET_DATA. */
    public static final int OFFSET_DATA = 1;
    /** NBD_REPLY_TYPE_BLOCK_STATUS. */
    public static final int BLOCK_STATUS = 5;
    /** NBD_REPLY_TYPE_BLOCK_STATUS_EXT. */
    public static final int BLOCK_STATUS_EXT = 6;
    /** NBD_REPLY_TYPE_ERROR. */
    public static final int ERROR = (1 << 15) + 1;
    /** NBD_REPLY_TYPE_ERROR_OFFSET. */
    public static final int ERROR_OFFSET = (1 << 15) + 2;

    private Chunk() {}
}
