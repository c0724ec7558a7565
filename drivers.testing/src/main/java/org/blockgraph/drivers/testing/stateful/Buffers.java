// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Native buffers of one block, for blocks that a request writes only a part of. A few are kept for the next
 * use, further ones are left to the garbage collector; a request that fails or hangs keeps its own.
 */
final class Buffers {

    private static final int KEPT = 16;

    private final ArrayBlockingQueue<MemorySegment> kept = new ArrayBlockingQueue<>(KEPT);

    /** Returns a buffer with whatever content. */
    MemorySegment take() {
        MemorySegment buffer = kept.poll();
        return buffer == null ? Arena.ofAuto().allocate(Layout.BLOCK, Layout.BLOCK) : buffer;
    }

    void giveBack(MemorySegment buffer) {
        kept.offer(buffer);
    }
}
