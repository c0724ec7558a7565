// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The memory through which a command moves data. */
final class Buffers {

    private static final int PAGE_BYTES = 4096;

    private Buffers() {}

    /**
     * Allocates native memory for the pieces of a transfer, at most {@link Chunks#DATA_BYTES}. The collector
     * frees it, not the end of the command: a request that was given up may still touch it.
     */
    static MemorySegment allocate(long length) {
        return Arena.ofAuto().allocate(Math.clamp(length, 1, Chunks.DATA_BYTES), PAGE_BYTES);
    }
}
