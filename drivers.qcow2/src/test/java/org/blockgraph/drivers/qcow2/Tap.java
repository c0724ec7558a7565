// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;

/** Sees, and may fail, what a node does to the file below it. */
interface Tap {

    /** What can be done to a file. */
    enum Operation {
        READ,
        WRITE,
        FLUSH,
        DISCARD,
        TRUNCATE
    }

    /**
     * Before an operation; what this throws the operation throws. Of a failed write half is written, in whole
     * sectors.
     */
    void before(Operation operation) throws BlockException;

    /** Bytes are in the file, not durable. */
    default void written(long offset, byte[] bytes) {}

    /** All that was written is durable. */
    default void flushed() {}
}
