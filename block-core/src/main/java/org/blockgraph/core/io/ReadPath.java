// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;

/**
 * Reads that don't go straight to the driver: beyond the end of the node, unaligned, into a buffer that the
 * driver can't take, or too long. What is in the target after WOULD_BLOCK is undefined.
 */
final class ReadPath {

    private final Tracker tracker;
    private final BouncePool pool;

    ReadPath(Tracker tracker, BouncePool pool) {
        this.tracker = tracker;
        this.pool = pool;
    }

    int read(DriverPort port, BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        long length = target.byteSize();
        Bounds.range(port.node, offset, length);
        if (target.isReadOnly()) {
            String sentence = port.node + ": can't read into a read-only buffer; give a writable one";
            throw new BlockException(BlockError.INVALID, port.node, offset, sentence, null);
        }
        if (length == 0) {
            return IoResult.DONE;
        }
        boolean mayWait = (flags & IoFlags.NOWAIT) == 0;
        Tracked place = port.terms.tracksReads()
                ? tracker.enter(request, offset, offset + length, false, mayWait)
                : Tracked.NONE;
        if (place == null) {
            return IoResult.WOULD_BLOCK;
        }
        try {
            return readWithin(new ReadTransfer(port, request, flags), offset, target);
        } finally {
            place.close();
        }
    }

    /** Reads what lies within the node; the rest is zeroes. */
    private int readWithin(ReadTransfer transfer, long offset, MemorySegment target) throws BlockException {
        long length = target.byteSize();
        long within = Math.clamp(transfer.port.length() - offset, 0, length);
        int result = transfer.run(pool, offset, target.asSlice(0, within));
        if (result == IoResult.DONE && within < length) {
            target.asSlice(within).fill((byte) 0);
        }
        return result;
    }
}
