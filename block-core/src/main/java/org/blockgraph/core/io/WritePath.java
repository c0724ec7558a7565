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
 * Writes that don't go straight to the driver: unaligned, tracked, from a buffer that the driver can't take,
 * too long, or to be made durable by a flush. An unaligned one has its aligned range to itself while it is
 * read, modified and written. With NOWAIT only what a single driver call does is tried.
 */
final class WritePath {

    static final int DRIVER_FLAGS = IoFlags.NOWAIT | IoFlags.FUA | IoFlags.WRITE_UNCHANGED;

    private final Tracker tracker;
    private final BouncePool pool;

    WritePath(Tracker tracker, BouncePool pool) {
        this.tracker = tracker;
        this.pool = pool;
    }

    static void requireWritable(DriverPort port, long offset) throws BlockException {
        if (port.terms.readOnly()) {
            throw new BlockException(
                    BlockError.READ_ONLY,
                    port.node,
                    offset,
                    port.node + ": is read-only; open it with read-only=off to write",
                    null);
        }
    }

    /** Tells whether a flush has to follow because the driver does not make single writes durable. */
    static boolean flushAfter(DriverPort port, int flags) {
        return (flags & IoFlags.FUA) != 0 && !port.terms.limits().fua();
    }

    int write(DriverPort port, BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        long length = source.byteSize();
        Bounds.range(port.node, offset, length);
        requireWritable(port, offset);
        if (length == 0) {
            return IoResult.DONE;
        }
        boolean flushAfter = flushAfter(port, flags);
        boolean padded = port.alignment.padded(offset, length);
        boolean mayWait = (flags & IoFlags.NOWAIT) == 0;
        if (!mayWait && (padded || flushAfter || !new Steps(port.alignment, offset, source).single())) {
            return IoResult.WOULD_BLOCK;
        }
        Tracked place = enter(port, request, offset, offset + length, mayWait);
        if (place == null) {
            return IoResult.WOULD_BLOCK;
        }
        int driverFlags = flags & (flushAfter ? DRIVER_FLAGS & ~IoFlags.FUA : DRIVER_FLAGS);
        int result;
        try {
            result = writeEntered(port, request, offset, source, driverFlags);
        } finally {
            place.close();
        }
        return result == IoResult.DONE && flushAfter ? port.flush(request, IoFlags.NONE) : result;
    }

    void truncate(DriverPort port, BlockRequest request, long length) throws BlockException {
        Bounds.range(port.node, 0, length);
        requireWritable(port, length);
        Tracked place = port.terms.tracksWrites()
                ? tracker.enter(request, Math.min(length, port.length()), Long.MAX_VALUE, true, true)
                : Tracked.NONE;
        try {
            port.truncate(request, length);
        } finally {
            place.close();
        }
    }

    Tracked serialise(DriverPort port, BlockRequest request, long offset, long length, int flags)
            throws BlockException {
        assert port.terms.tracksWrites() : port.node + ": requests are not tracked here";
        Bounds.range(port.node, offset, length);
        long start = port.alignment.down(offset);
        long end = port.alignment.up(offset + length);
        return tracker.enter(request, start, end, true, (flags & IoFlags.NOWAIT) == 0);
    }

    /** Enters the tracker where the node tracks writes; serialising over the aligned range where padded. */
    Tracked enter(DriverPort port, BlockRequest request, long offset, long end, boolean mayWait)
            throws BlockException {
        if (!port.terms.tracksWrites()) {
            return Tracked.NONE;
        }
        boolean padded = port.alignment.padded(offset, end - offset);
        return tracker.enter(request, port.alignment.down(offset), port.alignment.up(end), padded, mayWait);
    }

    /** Writes a range that the caller has entered. */
    int writeEntered(DriverPort port, BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        return new WriteTransfer(port, request, flags).run(pool, offset, source);
    }
}
