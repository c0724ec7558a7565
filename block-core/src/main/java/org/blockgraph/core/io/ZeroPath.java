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
 * Writes zeroes: the aligned inside by the driver's own means where it has them, else by buffers of zeroes;
 * an unaligned head and tail by buffers always. With NO_FALLBACK the inside is tried first, so that a driver
 * without means of its own fails with nothing changed.
 */
final class ZeroPath {

    private static final int DRIVER_FLAGS =
            IoFlags.NOWAIT | IoFlags.FUA | IoFlags.MAY_UNMAP | IoFlags.NO_FALLBACK | IoFlags.WRITE_UNCHANGED;
    private static final int WRITE_FLAGS = IoFlags.NOWAIT | IoFlags.FUA | IoFlags.WRITE_UNCHANGED;

    private final WritePath writes;
    private final BounceMemory memory;

    ZeroPath(WritePath writes, BounceMemory memory) {
        this.writes = writes;
        this.memory = memory;
    }

    int writeZeroes(DriverPort port, BlockRequest request, long offset, long length, int flags)
            throws BlockException {
        Bounds.range(port.node, offset, length);
        WritePath.requireWritable(port, offset);
        if (length == 0) {
            return IoResult.DONE;
        }
        long end = offset + length;
        long innerStart = Math.min(port.alignment.up(offset), end);
        long inner = Math.max(port.alignment.down(end) - innerStart, 0);
        long step = port.terms.limits().longestWriteZeroes();
        boolean own = step > 0 && inner > 0;
        if (!own && (flags & IoFlags.NO_FALLBACK) != 0) {
            throw notSupported(port, offset);
        }
        boolean flushAfter = WritePath.flushAfter(port, flags);
        boolean mayWait = (flags & IoFlags.NOWAIT) == 0;
        boolean single = inner == length && inner <= (own ? step : bufferStep(port));
        if (!mayWait && (flushAfter || !single)) {
            return IoResult.WOULD_BLOCK;
        }
        Tracked place = writes.enter(port, request, offset, end, mayWait);
        if (place == null) {
            return IoResult.WOULD_BLOCK;
        }
        int result;
        try {
            int driverFlags = driverFlags(port, flags, flushAfter);
            result = own
                    ? writeInner(port, request, innerStart, inner, step, driverFlags)
                    : writeBuffers(port, request, innerStart, inner, driverFlags);
            if (result == IoResult.DONE && inner < length) {
                writeEdges(port, request, offset, end, driverFlags & WRITE_FLAGS);
            }
        } finally {
            place.close();
        }
        return result == IoResult.DONE && flushAfter ? port.flush(request, IoFlags.NONE) : result;
    }

    private static int driverFlags(DriverPort port, int flags, boolean flushAfter) {
        int allowed = DRIVER_FLAGS;
        if (flushAfter) {
            allowed &= ~IoFlags.FUA;
        }
        if (!port.terms.limits().unmap() || !port.terms.discard()) {
            allowed &= ~IoFlags.MAY_UNMAP;
        }
        return flags & allowed;
    }

    private int writeInner(
            DriverPort port, BlockRequest request, long offset, long length, long step, int flags)
            throws BlockException {
        long end = offset + length;
        for (long position = offset; position < end; position += step) {
            try {
                int result = port.writeZeroes(request, position, Math.min(step, end - position), flags);
                if (result != IoResult.DONE) {
                    return result;
                }
            } catch (BlockException e) {
                if (e.error() != BlockError.NOT_SUPPORTED || (flags & IoFlags.NO_FALLBACK) != 0) {
                    throw e;
                }
                return writeBuffers(port, request, position, end - position, flags);
            }
        }
        return IoResult.DONE;
    }

    private int writeBuffers(DriverPort port, BlockRequest request, long offset, long length, int flags)
            throws BlockException {
        long step = bufferStep(port);
        if (length > step && (flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        long end = offset + length;
        for (long position = offset; position < end; position += step) {
            MemorySegment zeroes = memory.zeroes().asSlice(0, Math.min(step, end - position));
            int result = port.write(request, position, zeroes, flags & WRITE_FLAGS);
            if (result != IoResult.DONE) {
                return result;
            }
        }
        return IoResult.DONE;
    }

    /** Writes what lies outside the whole blocks: a head and a tail, or one piece that has no whole block. */
    private void writeEdges(DriverPort port, BlockRequest request, long offset, long end, int flags)
            throws BlockException {
        long headEnd = Math.min(port.alignment.up(offset), end);
        long tailStart = Math.max(port.alignment.down(end), headEnd);
        if (offset < headEnd) {
            writes.writeEntered(port, request, offset, memory.zeroes().asSlice(0, headEnd - offset), flags);
        }
        if (tailStart < end) {
            writes.writeEntered(port, request, tailStart, memory.zeroes().asSlice(0, end - tailStart), flags);
        }
    }

    private static long bufferStep(DriverPort port) {
        return Math.min(BounceMemory.ZEROES_BYTES, port.alignment.maxTransfer);
    }

    private static BlockException notSupported(DriverPort port, long offset) {
        String sentence = port.node + ": its driver can't write zeroes there by itself; leave out NO_FALLBACK"
                + " to have buffers of zeroes written";
        return new BlockException(BlockError.NOT_SUPPORTED, port.node, offset, sentence, null);
    }
}
