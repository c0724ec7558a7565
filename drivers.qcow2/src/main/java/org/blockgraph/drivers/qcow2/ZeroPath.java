// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;

/** Write zeroes and discard: whole clusters by their entries, the rest by buffers of zeroes. */
final class ZeroPath {

    private final Header header;
    private final Geometry geometry;
    private final L2Cache l2;
    private final Content content;
    private final TableEditor editor;
    private final ClusterClaims claims;
    private final WritePath writes;
    private final Buffers zeroes;

    ZeroPath(
            Header header,
            L2Cache l2,
            Content content,
            TableEditor editor,
            ClusterClaims claims,
            WritePath writes) {
        this.header = header;
        this.geometry = header.geometry();
        this.l2 = l2;
        this.content = content;
        this.editor = editor;
        this.claims = claims;
        this.writes = writes;
        this.zeroes = new Buffers(64 << 10);
    }

    /**
     * Writes zeroes.
     *
     * @param end where the disk ends; a cluster that reaches beyond it counts as whole
     */
    void writeZeroes(BlockRequest request, long offset, long length, boolean unmap, long end)
            throws BlockException {
        long stop = offset + length;
        long wholeBegin = geometry.offsetOf(geometry.clustersFor(offset));
        long wholeEnd =
                stop == end ? geometry.offsetOf(geometry.clustersFor(stop)) : geometry.clusterStart(stop);
        if (wholeBegin >= wholeEnd || !canMap(unmap)) {
            writeBuffers(request, offset, stop);
            return;
        }
        writeBuffers(request, offset, wholeBegin);
        eachTable(request, wholeBegin, wholeEnd, unmap, (index, old) -> zeroed(old, unmap));
        writeBuffers(request, Math.min(wholeEnd, stop), stop);
    }

    /** Version 2 has no entry for zeroes; there only a cluster with nothing behind it can be dropped. */
    private boolean canMap(boolean unmap) {
        return header.version() > 2 || unmap && !content.hasBacking();
    }

    private long zeroed(long old, boolean unmap) {
        boolean zeroWithoutEntry = !content.hasBacking();
        return switch (L2Entry.kind(old)) {
            case UNALLOCATED -> zeroWithoutEntry ? old : L2Entry.ZERO;
            case ZERO_PLAIN -> old;
            case ZERO_ALLOCATED -> unmap ? L2Entry.ZERO : old;
            case COMPRESSED -> dropped();
            case NORMAL -> unmap || !L2Entry.isCopied(old) ? dropped() : old | L2Entry.ZERO;
        };
    }

    private long dropped() {
        return header.version() > 2 ? L2Entry.ZERO : 0;
    }

    /**
     * Discards the whole clusters of a range. They read as zeroes afterwards, except in version 2 over a
     * backing file, where nothing is done: what is below must not come back.
     */
    void discard(BlockRequest request, long offset, long length, long end) throws BlockException {
        long stop = offset + length;
        long begin = geometry.offsetOf(geometry.clustersFor(offset));
        long wholeEnd =
                stop == end ? geometry.offsetOf(geometry.clustersFor(stop)) : geometry.clusterStart(stop);
        if (begin < wholeEnd && (header.version() > 2 || !content.hasBacking())) {
            eachTable(request, begin, wholeEnd, true, (index, old) -> discarded(old));
        }
    }

    private long discarded(long old) {
        if (content.hasBacking()) {
            return L2Entry.kind(old) == L2Entry.Kind.ZERO_PLAIN ? old : L2Entry.ZERO;
        }
        return L2Entry.kind(old) == L2Entry.Kind.ZERO_PLAIN ? old : 0;
    }

    private void eachTable(
            BlockRequest request, long begin, long end, boolean discard, TableEditor.Change change)
            throws BlockException {
        long at = begin;
        while (at < end) {
            long next = Math.min(end, (at | geometry.l2Reach() - 1) + 1);
            inTable(request, at, (int) geometry.cluster(next - at), discard, change);
            at = next;
        }
    }

    /** A claim waits for allocations that are under way; only then is looked what the clusters are. */
    private void inTable(BlockRequest request, long at, int count, boolean discard, TableEditor.Change change)
            throws BlockException {
        long first = geometry.cluster(at);
        ClusterClaims.Claim claim = claims.claim(request, first, first + count - 1);
        try {
            L2Table table = l2.find(request, geometry.l1Index(at));
            if (changesAny(table, geometry.l2Index(at), count, change)) {
                editor.change(request, at, count, discard, change);
            }
        } finally {
            claims.release(claim);
        }
    }

    private static boolean changesAny(L2Table table, int first, int count, TableEditor.Change change)
            throws BlockException {
        for (int i = 0; i < count; i++) {
            long old = table == null ? 0 : table.get(first + i);
            if (change.apply(i, old) != old) {
                return true;
            }
        }
        return false;
    }

    private void writeBuffers(BlockRequest request, long begin, long end) throws BlockException {
        if (begin >= end) {
            return;
        }
        MemorySegment buffer = zeroes.take().fill((byte) 0);
        try {
            long at = begin;
            while (at < end) {
                long inCluster = geometry.clusterSize() - geometry.inCluster(at);
                long length = Math.min(Math.min(buffer.byteSize(), inCluster), end - at);
                if (!isZero(request, at)) {
                    writes.write(request, at, buffer.asSlice(0, length), IoFlags.NONE);
                }
                at += length;
            }
        } finally {
            zeroes.giveBack(buffer);
        }
    }

    private boolean isZero(BlockRequest request, long at) throws BlockException {
        L2Table table = l2.find(request, geometry.l1Index(at));
        return content.isZero(table == null ? 0 : table.get(geometry.l2Index(at)), geometry.clusterStart(at));
    }
}
