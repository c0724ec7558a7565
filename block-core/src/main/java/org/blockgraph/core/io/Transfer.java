// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;

/**
 * One request's transfer through a port, step by step. It ends at the first step that answers WOULD_BLOCK,
 * with the steps before it done: a caller that must not leave such traces sees to it that there is one step.
 */
abstract class Transfer {

    final DriverPort port;
    final BlockRequest request;
    final int flags;

    Transfer(DriverPort port, BlockRequest request, int flags) {
        this.port = port;
        this.request = request;
        this.flags = flags;
    }

    /** Hands an aligned part of the caller's buffer to the driver. */
    abstract int straight(long offset, MemorySegment part) throws BlockException;

    /** Transfers a part by way of a chunk, which holds the aligned range around it. */
    abstract int bounced(long offset, MemorySegment part, MemorySegment chunk) throws BlockException;

    /** Transfers all of a buffer, with at most one chunk. */
    final int run(BouncePool pool, long offset, MemorySegment buffer) throws BlockException {
        Steps steps = new Steps(port.alignment, offset, buffer);
        long end = offset + buffer.byteSize();
        Bounce bounce = null;
        try {
            long position = offset;
            while (position < end) {
                long direct = steps.direct(position);
                if (direct == 0 && bounce == null) {
                    bounce = pool.take(request, (flags & IoFlags.NOWAIT) == 0);
                    if (bounce == null) {
                        return IoResult.WOULD_BLOCK;
                    }
                }
                long next = direct > 0 ? position + direct : steps.bouncedEnd(position);
                MemorySegment part = buffer.asSlice(position - offset, next - position);
                int result =
                        direct > 0 ? straight(position, part) : bounced(position, part, bounce.chunk());
                if (result != IoResult.DONE) {
                    return result;
                }
                position = next;
            }
            return IoResult.DONE;
        } finally {
            if (bounce != null) {
                bounce.close();
            }
        }
    }
}
