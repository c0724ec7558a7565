// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * Writes to clusters that can't be written where they are: fresh ones are counted, filled and then linked.
 * Writes to different clusters overlap; those to the same one wait for each other.
 */
final class AllocatingWrite {

    /** The most that one step writes, in bytes, so that others get their turn. */
    private static final long MOST = 16 << 20;

    private final Geometry geometry;
    private final L2Cache l2;
    private final Allocator allocator;
    private final CopyOnWrite copyOnWrite;
    private final TableEditor editor;
    private final ClusterClaims claims;

    AllocatingWrite(
            Geometry geometry, L2Cache l2, Allocator allocator, CopyOnWrite copyOnWrite,
            TableEditor editor, ClusterClaims claims) {
        this.geometry = geometry;
        this.l2 = l2;
        this.allocator = allocator;
        this.copyOnWrite = copyOnWrite;
        this.editor = editor;
        this.claims = claims;
    }

    /** Writes the beginning of the source; returns how much, 0 when it can be written in place by now. */
    long write(BlockRequest request, long at, MemorySegment source) throws BlockException {
        long reach = geometry.l2Reach() - (at & geometry.l2Reach() - 1);
        long size = Math.min(source.byteSize(), Math.min(reach, Math.max(MOST, geometry.clusterSize())));
        long first = geometry.cluster(at);
        ClusterClaims.Claim claim = claims.claim(request, first, geometry.cluster(at + size - 1));
        try {
            L2Table table = l2.find(request, geometry.l1Index(at));
            long entry = entry(table, at);
            if (L2Entry.isInPlace(entry)) {
                return 0;
            }
            if (L2Entry.kind(entry) == L2Entry.Kind.ZERO_ALLOCATED && L2Entry.isCopied(entry)) {
                return writeKept(request, at, source, entry);
            }
            long end = at + size;
            int wanted = 1;
            while (geometry.offsetOf(first + wanted) < end
                    && !L2Entry.isInPlace(entry(table, geometry.offsetOf(first + wanted)))) {
                wanted++;
            }
            return writeFresh(request, at, source.asSlice(0, size), table, wanted);
        } finally {
            claims.release(claim);
        }
    }

    private long entry(L2Table table, long at) throws BlockException {
        return table == null ? 0 : table.get(geometry.l2Index(at));
    }

    /** The cluster reads as zeroes and has a place kept for it. */
    private long writeKept(BlockRequest request, long at, MemorySegment source, long entry)
            throws BlockException {
        long size = Math.min(source.byteSize(), geometry.clusterSize() - geometry.inCluster(at));
        Extent kept = new Extent(geometry.cluster(L2Entry.offset(entry)), 1, false);
        copyOnWrite.fill(request, kept, at, source.asSlice(0, size), entry, entry);
        editor.change(request, at, 1, false, (index, old) -> old & ~L2Entry.ZERO);
        return size;
    }

    private long writeFresh(BlockRequest request, long at, MemorySegment source, L2Table table, int wanted)
            throws BlockException {
        Extent fresh = allocator.allocate(request, wanted);
        boolean linked = false;
        try {
            long room = geometry.offsetOf(fresh.count()) - geometry.inCluster(at);
            long size = Math.min(source.byteSize(), room);
            long last = at + size - 1;
            copyOnWrite.fill(
                    request, fresh, at, source.asSlice(0, size), entry(table, at), entry(table, last));
            editor.change(request, at, fresh.count(), false, (index, old) ->
                    geometry.offsetOf(fresh.cluster() + index) | L2Entry.COPIED);
            linked = true;
            return size;
        } finally {
            if (!linked) {
                takeBack(request, fresh);
            }
        }
    }

    /** Nothing refers to them. When even that can't be noted they are leaked, which harms nobody. */
    private void takeBack(BlockRequest request, Extent fresh) {
        try {
            allocator.free(request, fresh.cluster(), fresh.count());
        } catch (BlockException e) {
            // The write that failed reports what is wrong with the file.
        }
    }
}
