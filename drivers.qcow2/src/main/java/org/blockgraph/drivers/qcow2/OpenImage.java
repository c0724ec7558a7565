// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.driver.Child;

/**
 * An image with its structures in memory, from activation to inactivation: then the file alone is the truth
 * and the next activation makes another one from it.
 */
final class OpenImage {

    private final Header header;
    private final ImageFile file;
    private final Grace grace = new Grace();
    private final L1Table l1;
    private final L2Cache l2;
    private final Allocator allocator;
    private final Frees frees;
    private final Content content;
    private final ReadPath reads;
    private final WritePath writes;
    private final ZeroPath zeroes;
    private final StatusPath statuses;
    private final WriteBack writeBack;
    private final Places places;
    private final Corruption corruption;
    private final HeaderFields fields;

    /** Changed while no request is in flight. */
    private volatile long size;

    /** Whether features that this driver does not keep up to date were cleared; under the lock. */
    private volatile boolean writtenTo;

    private final ReentrantLock firstWrite = new ReentrantLock();

    private OpenImage(
            ImageFile file,
            BlockRequest request,
            Header header,
            HeaderFields fields,
            Child backing,
            CacheSizes caches,
            Corruption corruption)
            throws BlockException {
        this.header = header;
        this.fields = fields;
        this.file = file;
        this.size = header.size();
        Geometry geometry = header.geometry();
        this.corruption = corruption;
        this.places = new Places(file, header);
        Refcounts refcounts = Refcounts.read(file, request, header, places, caches.refcounts());
        this.l1 = L1Table.read(file, request, header, places);
        this.l2 = new L2Cache(file, header, l1, places, caches.l2());
        this.allocator = new Allocator(file, geometry, refcounts, places, fields);
        this.frees = new Frees(file, geometry, allocator, grace);
        this.content = new Content(file, geometry, backing);
        this.reads = new ReadPath(geometry, l1, l2, content);
        ClusterClaims claims = new ClusterClaims();
        TableEditor editor = new TableEditor(geometry, l1, l2, allocator, frees, places);
        CopyOnWrite copyOnWrite = new CopyOnWrite(file, geometry, content);
        this.writes = new WritePath(
                file,
                geometry,
                l2,
                new AllocatingWrite(geometry, l2, allocator, copyOnWrite, editor, claims));
        this.zeroes = new ZeroPath(header, l2, content, editor, claims, writes);
        this.statuses = new StatusPath(file, geometry, l1, l2);
        this.writeBack = new WriteBack(file, l1, l2, allocator, frees);
        l2.writeBack(writeBack);
    }

    /** Reads and checks the image's structures. */
    static OpenImage read(
            ImageFile file,
            BlockRequest request,
            Header header,
            HeaderFields fields,
            Child backing,
            CacheSizes caches,
            Corruption corruption)
            throws BlockException {
        return new OpenImage(file, request, header, fields, backing, caches, corruption);
    }

    Header header() {
        return header;
    }

    long size() {
        return size;
    }

    int read(BlockRequest request, long offset, MemorySegment target, int flags) throws BlockException {
        int slot = grace.enter();
        try {
            return reads.read(request, offset, target, flags);
        } catch (StructureException e) {
            throw (flags & IoFlags.NOWAIT) != 0 ? e : corruption.met(request, e);
        } finally {
            grace.leave(slot);
        }
    }

    int write(BlockRequest request, long offset, MemorySegment source, int flags) throws BlockException {
        requireInside(offset, source.byteSize());
        if (mustWait(flags)) {
            return IoResult.WOULD_BLOCK;
        }
        beforeWrite(request);
        int slot = grace.enter();
        int result;
        try {
            result = writes.write(request, offset, source, flags);
        } catch (StructureException e) {
            throw corruption.met(request, e);
        } finally {
            grace.leave(slot);
        }
        if ((flags & IoFlags.NOWAIT) == 0) {
            writeBackIfFull(request);
        }
        return result;
    }

    private boolean mustWait(int flags) {
        return !writtenTo && (flags & IoFlags.NOWAIT) != 0;
    }

    int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        requireInside(offset, length);
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        beforeWrite(request);
        int slot = grace.enter();
        try {
            zeroes.writeZeroes(request, offset, length, (flags & IoFlags.MAY_UNMAP) != 0, size);
        } catch (StructureException e) {
            throw corruption.met(request, e);
        } finally {
            grace.leave(slot);
        }
        writeBackIfFull(request);
        return IoResult.DONE;
    }

    int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        requireInside(offset, length);
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        beforeWrite(request);
        int slot = grace.enter();
        try {
            zeroes.discard(request, offset, length, size);
        } catch (StructureException e) {
            throw corruption.met(request, e);
        } finally {
            grace.leave(slot);
        }
        writeBackIfFull(request);
        return IoResult.DONE;
    }

    private void writeBackIfFull(BlockRequest request) throws BlockException {
        if (frees.isFull()) {
            flush(request);
        }
    }

    private void requireInside(long offset, long length) throws BlockException {
        if (offset + length > size) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE, file.node(), offset, file.node() + ": the image ends at " + size
                            + " bytes and does not grow by writes", null);
        }
    }

    int status(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        int slot = grace.enter();
        try {
            return statuses.status(request, offset, length, status, flags);
        } finally {
            grace.leave(slot);
        }
    }

    void flush(BlockRequest request) throws BlockException {
        try {
            writeBack.flush(request);
        } catch (StructureException e) {
            throw corruption.met(request, e);
        }
    }

    /**
     * Writes everything that is dirty; no request is in flight. Clusters that can't be freed, because the
     * image contradicts itself, are left.
     */
    void finish(BlockRequest request) throws BlockException {
        boolean done = false;
        while (!done) {
            try {
                writeBack.finish(request);
                done = true;
            } catch (StructureException e) {
                corruption.met(request, e);
            }
        }
    }

    boolean isCorrupt() {
        return corruption.isFound();
    }

    /** Forgets everything; no request is in flight. */
    void close() {
        content.close();
    }

    /** Clears the bits of features that would be wrong once something is written, before that. */
    private void beforeWrite(BlockRequest request) throws BlockException {
        corruption.requireNone();
        if (writtenTo) {
            return;
        }
        firstWrite.lock();
        try {
            if (!writtenTo && header.autoclear() != 0) {
                fields.clearAutoclear(request);
            }
            writtenTo = true;
        } finally {
            firstWrite.unlock();
        }
    }

    /** Makes the disk larger; no request is in flight. What is new reads as zeroes; it is durable. */
    void grow(BlockRequest request, long newSize) throws BlockException {
        beforeWrite(request);
        flush(request);
        Growth growth = new Growth(header, file, fields, l1, l2, allocator, frees, places);
        try {
            growth.enlargeL1(request, newSize);
            long visible = content.visibleBehind(size, newSize);
            if (visible > size) {
                zeroes.writeZeroes(request, size, visible - size, false, newSize);
            }
            flush(request);
            growth.switchSize(request, size, newSize);
        } catch (StructureException e) {
            throw corruption.met(request, e);
        }
        size = newSize;
    }
}
