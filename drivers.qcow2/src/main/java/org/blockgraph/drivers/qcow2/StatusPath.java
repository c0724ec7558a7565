// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;

/** Block status: the longest run of clusters of one kind, in one place. */
final class StatusPath {

    private final ImageFile file;
    private final Geometry geometry;
    private final L1Table l1;
    private final L2Cache l2;

    StatusPath(ImageFile file, Geometry geometry, L1Table l1, L2Cache l2) {
        this.file = file;
        this.geometry = geometry;
        this.l1 = l1;
        this.l2 = l2;
    }

    int status(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        int l1Index = geometry.l1Index(offset);
        L2Table table = l2.cached(l1Index);
        if (table == null) {
            if ((flags & IoFlags.NOWAIT) != 0 && l1.has(l1Index)) {
                return IoResult.WOULD_BLOCK;
            }
            table = l2.findToRead(request, l1Index);
        }
        if (table == null) {
            status.set(0, Math.min(length, geometry.l2Reach() - (offset & geometry.l2Reach() - 1)));
            return IoResult.DONE;
        }
        long entry = table.get(geometry.l2Index(offset));
        L2Entry.Kind kind = L2Entry.kind(entry);
        status.set(flags(kind), run(table, entry, kind, offset, length));
        if (kind == L2Entry.Kind.NORMAL || kind == L2Entry.Kind.ZERO_ALLOCATED) {
            status.at(file.child().name(), L2Entry.offset(entry) + geometry.inCluster(offset));
        }
        return IoResult.DONE;
    }

    private static int flags(L2Entry.Kind kind) {
        return switch (kind) {
            case UNALLOCATED -> 0;
            case ZERO_PLAIN, ZERO_ALLOCATED -> BlockStatus.ZERO | BlockStatus.ALLOCATED;
            case NORMAL -> BlockStatus.DATA | BlockStatus.ALLOCATED;
            case COMPRESSED -> BlockStatus.DATA | BlockStatus.COMPRESSED | BlockStatus.ALLOCATED;
        };
    }

    private long run(L2Table table, long entry, L2Entry.Kind kind, long at, long wanted)
            throws BlockException {
        long run = geometry.clusterSize() - geometry.inCluster(at);
        boolean placed = kind == L2Entry.Kind.NORMAL || kind == L2Entry.Kind.ZERO_ALLOCATED;
        long offset = L2Entry.offset(entry);
        int index = geometry.l2Index(at) + 1;
        while (run < wanted && index < table.length() && !table.isBroken(index)) {
            long next = table.get(index++);
            offset += geometry.clusterSize();
            if (L2Entry.kind(next) != kind || placed && L2Entry.offset(next) != offset) {
                break;
            }
            run += geometry.clusterSize();
        }
        return Math.min(run, wanted);
    }
}
