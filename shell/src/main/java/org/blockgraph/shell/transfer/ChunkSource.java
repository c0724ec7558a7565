// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;

/** Where bytes that are written come from, piece by piece, in order, on the command's thread. */
interface ChunkSource {

    /**
     * Returns the next piece.
     *
     * @param position how many bytes came before it
     * @param buffer may be filled from its start; always the same memory, with what the last call left in it
     */
    void fill(long position, MemorySegment buffer) throws BlockException;
}
