// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;

/** Discards: a hint for the aligned inside of a range, within the node; nothing outside it is touched. */
final class DiscardPath {

    private final WritePath writes;

    DiscardPath(WritePath writes) {
        this.writes = writes;
    }

    int discard(DriverPort port, BlockRequest request, long offset, long length, int flags)
            throws BlockException {
        Bounds.range(port.node, offset, length);
        WritePath.requireWritable(port, offset);
        Limits limits = port.terms.limits();
        long grain = limits.discardGrain();
        long step = limits.longestDiscard();
        long start = (offset + grain - 1) & -grain;
        long end = Math.min(offset + length, port.length()) & -grain;
        if (step == 0 || !port.terms.discard() || start >= end) {
            return IoResult.DONE;
        }
        boolean mayWait = (flags & IoFlags.NOWAIT) == 0;
        if (!mayWait && end - start > step) {
            return IoResult.WOULD_BLOCK;
        }
        Tracked place = writes.enter(port, request, start, end, mayWait);
        if (place == null) {
            return IoResult.WOULD_BLOCK;
        }
        try {
            return discardSteps(port, request, start, end, step, flags);
        } finally {
            place.close();
        }
    }

    private static int discardSteps(
            DriverPort port, BlockRequest request, long start, long end, long step, int flags)
            throws BlockException {
        try {
            for (long position = start; position < end; position += step) {
                int result = port.discard(request, position, Math.min(step, end - position), flags);
                if (result != IoResult.DONE) {
                    return result;
                }
            }
            return IoResult.DONE;
        } catch (BlockException e) {
            // A hint that the storage below can't take is as good as taken.
            if (e.error() == BlockError.NOT_SUPPORTED) {
                return IoResult.DONE;
            }
            throw e;
        }
    }
}
