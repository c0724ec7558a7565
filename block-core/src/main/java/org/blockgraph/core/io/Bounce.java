// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockRequest;

/** A chunk of native memory in the hands of one request, until it is closed. */
final class Bounce implements AutoCloseable {

    final BlockRequest owner;
    private final MemorySegment chunk;

    /** Under the pool's lock: given up with its owner, whose driver may still touch the chunk. */
    boolean lost;

    private final BouncePool pool;

    Bounce(BouncePool pool, BlockRequest owner, MemorySegment chunk) {
        this.pool = pool;
        this.owner = owner;
        this.chunk = chunk;
    }

    MemorySegment chunk() {
        return chunk;
    }

    @Override
    public void close() {
        pool.give(this);
    }
}
