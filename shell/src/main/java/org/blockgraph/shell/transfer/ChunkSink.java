// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;

/** Where bytes that were read go, piece by piece, in order, on the command's thread. */
interface ChunkSink {

    /**
     * Takes a piece.
     *
     * @param offset where it was read, in bytes from the device's start
     * @param data the bytes; valid during the call
     */
    void take(long offset, MemorySegment data) throws BlockException;
}
