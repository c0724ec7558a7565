// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Native buffers for putting clusters together, all of one size. So many are kept for the next request; when
 * more are needed at once they are made, and collected afterwards.
 */
final class Buffers {

    private static final int KEPT = 16;
    private static final int ALIGNMENT = 4096;

    private final int size;
    private final BlockingQueue<MemorySegment> idle = new ArrayBlockingQueue<>(KEPT);

    Buffers(int size) {
        this.size = size;
    }

    int size() {
        return size;
    }

    /** Returns a buffer with any content. */
    MemorySegment take() {
        MemorySegment buffer = idle.poll();
        return buffer == null ? Arena.ofAuto().allocate(size, ALIGNMENT) : buffer;
    }

    void giveBack(MemorySegment buffer) {
        idle.offer(buffer);
    }
}
