// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.blockgraph.api.Limits;

/**
 * The native memory that the nodes of one graph bounce through, in chunks of one size. It keeps at most
 * {@link #MAX_IDLE} of them for reuse. A chunk's memory is freed when nobody can reach it any more, so that a
 * driver that hangs with one in its hands harms no one.
 */
public final class BounceMemory {

    /** The size of a chunk in bytes; a longer transfer goes through it piece by piece. */
    public static final int CHUNK_BYTES = 256 * 1024;

    /** The most chunks that lie idle: 16 MiB. */
    public static final int MAX_IDLE = 64;

    /** The size of the buffer of zeroes in bytes. */
    public static final int ZEROES_BYTES = 1024 * 1024;

    /** Under the monitor of this object, which nobody holds while waiting. */
    private final ArrayDeque<MemorySegment> idle = new ArrayDeque<>();

    /** Made once, at the first use. */
    private volatile MemorySegment zeroes;

    /**
     * Returns a chunk, aligned for every driver; what it contains is left over.
     *
     * @throws OutOfMemoryError when the virtual machine's bound on native memory is reached
     */
    MemorySegment take() {
        synchronized (idle) {
            MemorySegment chunk = idle.pollFirst();
            if (chunk != null) {
                return chunk;
            }
        }
        return Arena.ofAuto().allocate(CHUNK_BYTES, Limits.MAX_ALIGNMENT);
    }

    void give(MemorySegment chunk) {
        synchronized (idle) {
            if (idle.size() < MAX_IDLE) {
                idle.addFirst(chunk);
            }
        }
    }

    /** Returns {@link #ZEROES_BYTES} of zeroes, read-only, aligned for every driver. */
    MemorySegment zeroes() {
        MemorySegment made = zeroes;
        if (made == null) {
            made = Arena.ofAuto().allocate(ZEROES_BYTES, Limits.MAX_ALIGNMENT).asReadOnly();
            zeroes = made;
        }
        return made;
    }
}
