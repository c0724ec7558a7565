// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/** What INFO and GO tell; under NBD_REP_INFO in section "Option reply types". */
public final class Info {

    /** NBD_INFO_EXPORT. */
    public static final int EXPORT = 0;
    /** NBD_INFO_NAME. */
    public static final int NAME = 1;
    /** NBD_INFO_DESCRIPTION. */
    public static final int DESCRIPTION = 2;
    /** NBD_INFO_BLOCK_SIZE. */
    public static final int BLOCK_SIZE = 3;

    private Info() {}
}
