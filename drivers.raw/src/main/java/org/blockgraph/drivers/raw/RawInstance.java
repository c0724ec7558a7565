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
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/**
 * One raw image: passes everything on, moved by the offset. Has no state but where its part of the file is.
 */
final class RawInstance implements DriverInstance {

    /** What a child can't do itself the core does at its edge: there is no need to cut ranges here. */
    private static final long MAX_RANGE = 1L << 40;

    /** Replaced by a reopen, under the write lock. */
    private Child file;

    private final RawPart part;
    private final long offset;
    private final Limits limits;

    RawInstance(Child file, RawPart part) {
        this.file = file;
        this.part = part;
        this.offset = part.offset();
        this.limits = limits(file.limits(), part);
    }

    /** What the file demands holds here as well, unless its blocks are cut by the borders of the part. */
    private static Limits limits(Limits below, RawPart part) {
        boolean whole = part.isWhole(below.requestAlignment()) && part.isWhole(below.discardAlignment());
        return new Limits(
                whole ? below.requestAlignment() : 1,
                below.memoryAlignment(),
                below.maxTransfer(),
                MAX_RANGE,
                below.maxDiscard() == 0 ? 0 : MAX_RANGE,
                whole ? below.discardAlignment() : 1,
                true,
                below.unmap());
    }

    @Override
    public long length() {
        return part.length(file.length());
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
        part.requireInside(at, source.byteSize());
        return file.write(request, offset + at, source, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long at, long size, int flags) throws BlockException {
        part.requireInside(at, size);
        return file.writeZeroes(request, offset + at, size, flags);
    }

    @Override
    public int discard(BlockRequest request, long at, long size, int flags) throws BlockException {
        part.requireInside(at, size);
        return file.discard(request, offset + at, size, flags);
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
        file.truncate(request, part.fileLength(newLength));
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        file.flush(request, 0);
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        part.requireWithin(file);
    }

    @Override
    public Reopen prepareReopen(OpenContext context) throws BlockException {
        Child now = context.child("file", RawDriver.FILE);
        if (!RawPart.of(context.nodeName(), context.options()).equals(part)) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    context.nodeName(),
                    context.nodeName() + ": offset and size can't be changed while the image is open; open a"
                            + " new node and put it in place");
        }
        return () -> file = now;
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public Map<String, String> details() {
        return part.details();
    }
}
