// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** The memory through which a command moves data. */
final class Buffer {

    private static final int PAGE_BYTES = 4096;

    private Buffer() {}

    /** What is done with the memory. */
    @FunctionalInterface
    interface Use {
        /**
         * Moves data through it.
         *
         * @return in how many pieces
         */
        long through(MemorySegment memory) throws BlockException;
    }

    /**
     * Lends native memory for the pieces of a transfer, at most {@link Chunks#DATA_BYTES}, and frees it
     * afterwards. After a request that was given up it is not freed: whoever hangs may still touch it.
     */
    static long lend(long length, Use use) throws BlockException {
        // shared, because a driver may hand pieces of it to threads that the core lends
        Arena arena = Arena.ofShared();
        boolean mayBeTouched = false;
        try {
            return use.through(arena.allocate(Math.clamp(length, 1, Chunks.DATA_BYTES), PAGE_BYTES));
        } catch (BlockException e) {
            mayBeTouched = e.error() == BlockError.ABANDONED;
            throw e;
        } finally {
            if (!mayBeTouched) {
                arena.close();
            }
        }
    }
}
