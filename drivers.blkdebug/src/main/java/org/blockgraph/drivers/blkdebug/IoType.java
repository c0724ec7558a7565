// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.util.Locale;

/** The kinds of requests, by the names of QMP's BlkdebugIOType. */
enum IoType {
    READ,
    WRITE,
    WRITE_ZEROES,
    DISCARD,
    FLUSH,
    BLOCK_STATUS;

    /** QMP's name, such as write-zeroes. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The event that the node itself sees when such a request comes. */
    String event() {
        return text().replace('-', '_');
    }
}
