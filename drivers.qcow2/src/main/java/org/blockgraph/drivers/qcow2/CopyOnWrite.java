// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.BlkEvent;

/**
 * Fills fresh clusters: with what is written and, before and behind it, with what was there. Where it was
 * zeroes, and the file's cluster reads as zeroes, nothing needs to be written around.
 */
final class CopyOnWrite {

    private static final int LEAST_BUFFER = 128 << 10;

    private final ImageFile file;
    private final Geometry geometry;
    private final Content content;
    private final Buffers buffers;

    CopyOnWrite(ImageFile file, Geometry geometry, Content content) {
        this.file = file;
        this.geometry = geometry;
        this.content = content;
        this.buffers = new Buffers(Math.max(LEAST_BUFFER, geometry.clusterSize()));
    }

    /**
     * Fills them.
     *
     * @param fresh the clusters, as many as the source touches
     * @param at the guest offset of the source
     * @param firstEntry what the first cluster's entry is, and {@code lastEntry} the last one's
     */
    void fill(
            BlockRequest request,
            Extent fresh,
            long at,
            MemorySegment source,
            long firstEntry,
            long lastEntry)
            throws BlockException {
        long end = at + source.byteSize();
        int head = geometry.inCluster(at);
        int tail = (int) (geometry.offsetOf(geometry.clustersFor(end)) - end);
        if (fresh.virgin() && content.isZero(firstEntry, at - head)) {
            head = 0;
        }
        if (fresh.virgin() && content.isZero(lastEntry, end)) {
            tail = 0;
        }
        long place = geometry.offsetOf(fresh.cluster()) + geometry.inCluster(at);
        if (head == 0 && tail == 0) {
            file.event(request, BlkEvent.WRITE_AIO);
            file.child().write(request, place, source, IoFlags.NONE);
        } else if (head + source.byteSize() + tail <= buffers.size()) {
            together(request, place, at, source, head, firstEntry, tail, lastEntry);
        } else {
            around(request, place - head, at - head, head, firstEntry);
            file.event(request, BlkEvent.WRITE_AIO);
            file.child().write(request, place, source, IoFlags.NONE);
            around(request, place + source.byteSize(), end, tail, lastEntry);
        }
    }

    private void together(
            BlockRequest request,
            long place,
            long at,
            MemorySegment source,
            int head,
            long firstEntry,
            int tail,
            long lastEntry)
            throws BlockException {
        MemorySegment buffer = buffers.take();
        try {
            long size = source.byteSize();
            if (head > 0) {
                file.event(request, BlkEvent.COW_READ);
                content.read(request, firstEntry, at - head, buffer.asSlice(0, head), IoFlags.NONE);
            }
            buffer.asSlice(head, size).copyFrom(source);
            if (tail > 0) {
                file.event(request, BlkEvent.COW_READ);
                content.read(request, lastEntry, at + size, buffer.asSlice(head + size, tail), IoFlags.NONE);
            }
            file.event(request, BlkEvent.WRITE_AIO);
            file.child().write(request, place - head, buffer.asSlice(0, head + size + tail), IoFlags.NONE);
        } finally {
            buffers.giveBack(buffer);
        }
    }

    private void around(BlockRequest request, long place, long at, int length, long entry)
            throws BlockException {
        if (length == 0) {
            return;
        }
        MemorySegment buffer = buffers.take();
        try {
            MemorySegment old = buffer.asSlice(0, length);
            file.event(request, BlkEvent.COW_READ);
            content.read(request, entry, at, old, IoFlags.NONE);
            file.event(request, BlkEvent.COW_WRITE);
            file.child().write(request, place, old, IoFlags.NONE);
        } finally {
            buffers.giveBack(buffer);
        }
    }
}
