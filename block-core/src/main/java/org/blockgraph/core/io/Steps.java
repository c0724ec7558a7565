// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;

/**
 * Cuts a transfer into steps that a driver takes: straight from the caller's buffer where that fits, else
 * through a chunk of bounce memory.
 */
final class Steps {

    private final Alignment alignment;
    private final MemorySegment buffer;
    private final long offset;
    private final long end;

    /** The longest aligned range that goes through a chunk in one driver call. */
    private final long chunkRange;

    Steps(Alignment alignment, long offset, MemorySegment buffer) {
        this.alignment = alignment;
        this.buffer = buffer;
        this.offset = offset;
        this.end = offset + buffer.byteSize();
        this.chunkRange = Math.min(BounceMemory.CHUNK_BYTES, alignment.maxTransfer);
    }

    /** Tells whether one driver call does it all. */
    boolean single() {
        return direct(offset) == end - offset || bouncedEnd(offset) == end;
    }

    /**
     * Returns how many bytes go straight from a position; 0 when it has to be bounced, or when one chunk
     * holds all the rest and its unaligned tail has to be bounced anyway.
     */
    long direct(long position) {
        boolean tailInChunk = alignment.padded(0, end) && alignment.up(end) - position <= chunkRange;
        return tailInChunk ? 0 : alignment.direct(position, buffer, position - offset);
    }

    /**
     * Returns where the step ends that begins at a position and is bounced. It takes all the rest where one
     * chunk holds it; else only as much as makes the next step a straight one, where that is possible.
     */
    long bouncedEnd(long position) {
        long start = alignment.down(position);
        if (alignment.up(end) - start <= chunkRange) {
            return end;
        }
        long nextBlock = alignment.up(position + 1);
        boolean head = start < position && direct(nextBlock) > 0;
        return head ? nextBlock : start + chunkRange;
    }
}
