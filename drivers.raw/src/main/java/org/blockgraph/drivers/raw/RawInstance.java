// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.raw;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.DriverInstance;

/**
 * One raw image: passes everything on, moved by the offset. The core has checked that a request lies within
 * the length, so that nothing here can overflow.
 */
final class RawInstance implements DriverInstance {

    private final Child file;
    private final long offset;
    private final boolean fixedSize;
    private final boolean whole;
    private final Limits limits;

    /**
     * Changed while nothing is in flight; a whole image that grows by writes behind its end asks the file.
     */
    private volatile long length;

    RawInstance(Child file, long offset, long length, boolean fixedSize, boolean whole) {
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.fixedSize = fixedSize;
        this.whole = whole;
        this.limits = limits(file.limits(), offset);
    }

    /** What the file demands holds here as well, unless the offset moves its blocks. */
    private static Limits limits(Limits below, long offset) {
        boolean aligned = offset % below.requestAlignment() == 0 && offset % below.discardAlignment() == 0;
        return new Limits(
                aligned ? below.requestAlignment() : 1,
                below.memoryAlignment(),
                below.maxTransfer(),
                Math.max(below.maxWriteZeroes(), 1),
                Math.max(below.maxDiscard(), 1),
                aligned ? below.discardAlignment() : 1,
                true,
                below.unmap());
    }

    @Override
    public long length() {
        return whole ? file.length() : length;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int read(BlockRequest request, long at, MemorySegment target, int flags) throws BlockException {
        return file.read(request, offset + at, target, flags);
    }

    @Override
    public int write(BlockRequest request, long at, MemorySegment source, int flags) throws BlockException {
        requireInside(at, source.byteSize());
        return file.write(request, offset + at, source, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long at, long size, int flags) throws BlockException {
        requireInside(at, size);
        return file.writeZeroes(request, offset + at, size, flags);
    }

    @Override
    public int discard(BlockRequest request, long at, long size, int flags) throws BlockException {
        requireInside(at, size);
        return file.discard(request, offset + at, size, flags);
    }

    /** A part of a file never writes behind its part. */
    private void requireInside(long at, long size) throws BlockException {
        if (fixedSize && at + size > length) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE,
                    null,
                    at,
                    "the raw image ends at " + length + " bytes, by its size option",
                    null);
        }
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        return file.flush(request, flags);
    }

    @Override
    public int blockStatus(BlockRequest request, long at, long size, BlockStatus status, int flags) {
        status.set(BlockStatus.RECURSE, size);
        status.at(file.name(), offset + at);
        return IoResult.DONE;
    }

    @Override
    public void truncate(BlockRequest request, long newLength) throws BlockException {
        if (fixedSize) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    "the raw image's size is fixed by its size option; open it without");
        }
        if (newLength > Long.MAX_VALUE - offset) {
            throw new BlockException(BlockError.OUT_OF_RANGE, "the size " + newLength + " is too large");
        }
        file.truncate(request, offset + newLength);
        length = newLength;
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        file.flush(request, 0);
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        if (!fixedSize) {
            length = file.length() - offset;
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public Map<String, String> details() {
        return Map.of(
                "offset", Long.toString(offset), "size", fixedSize ? Long.toString(length) : "to the end");
    }
}
