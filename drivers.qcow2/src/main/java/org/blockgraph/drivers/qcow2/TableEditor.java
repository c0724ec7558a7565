// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * Makes L2 tables ready to be changed: new ones where there is none, copies of those that snapshots share.
 */
final class TableEditor {

    /** The change of one entry. */
    @FunctionalInterface
    interface Change {
        /** Returns the new entry for the cluster; the old one to leave it. */
        long apply(int index, long old);
    }

    private final Geometry geometry;
    private final L1Table l1;
    private final L2Cache l2;
    private final Allocator allocator;
    private final Frees frees;
    private final Places places;

    /** Two requests never create the same table. Taken before a table's lock. */
    private final ReentrantLock creating = new ReentrantLock();

    TableEditor(
            Geometry geometry, L1Table l1, L2Cache l2, Allocator allocator, Frees frees, Places places) {
        this.geometry = geometry;
        this.l1 = l1;
        this.l2 = l2;
        this.allocator = allocator;
        this.frees = frees;
        this.places = places;
    }

    /**
     * Changes the entries of neighbouring clusters, all in one table and claimed by the caller, and gives
     * back what they referred to and no longer do. Where one of them can't be right none is changed.
     *
     * @param discard whether the file is told where nothing is left
     */
    void change(BlockRequest request, long guestOffset, int count, boolean discard, Change change)
            throws BlockException {
        L2Table table = lockForUpdate(request, geometry.l1Index(guestOffset));
        try {
            int first = geometry.l2Index(guestOffset);
            for (int index = first; index < first + count; index++) {
                table.get(index);
            }
            for (int index = first; index < first + count; index++) {
                long old = table.get(index);
                long now = change.apply(index - first, old);
                if (now != old) {
                    table.set(index, now);
                    release(old, now, discard);
                }
            }
        } finally {
            table.lock.unlock();
        }
    }

    private void release(long old, long now, boolean discard) {
        if ((old & L2Entry.COMPRESSED) != 0) {
            long begin = L2Entry.compressedOffset(old, geometry.clusterBits());
            long end = begin + L2Entry.compressedLength(old, geometry.clusterBits());
            long first = geometry.cluster(begin);
            frees.add(new Frees.Range(first, geometry.cluster(end - 1) - first + 1, discard));
        } else if (L2Entry.offset(old) != 0 && L2Entry.offset(old) != L2Entry.offset(now)) {
            frees.add(new Frees.Range(geometry.cluster(L2Entry.offset(old)), 1, discard));
        }
    }

    /** Returns the table, locked, in a place of its own in the file. */
    private L2Table lockForUpdate(BlockRequest request, int l1Index) throws BlockException {
        while (true) {
            L2Table table = l2.find(request, l1Index);
            if (table == null) {
                table = create(request, l1Index);
            }
            table.lock.lock();
            boolean ready = false;
            try {
                if (!table.isEvicted()) {
                    own(request, table);
                    ready = true;
                    return table;
                }
            } finally {
                if (!ready) {
                    table.lock.unlock();
                }
            }
        }
    }

    private L2Table create(BlockRequest request, int l1Index) throws BlockException {
        creating.lock();
        try {
            L2Table table = l2.find(request, l1Index);
            if (table != null) {
                return table;
            }
            l2.makeRoom(request);
            long offset = geometry.offsetOf(allocator.allocate(request, 1).cluster());
            places.addTable(offset);
            return l2.create(l1Index, offset);
        } finally {
            creating.unlock();
        }
    }

    /** A table that is shared with a snapshot gets a place of its own; the snapshot keeps the old one. */
    private void own(BlockRequest request, L2Table table) throws BlockException {
        if (L2Entry.isCopied(l1.get(table.l1Index()))) {
            return;
        }
        long shared = table.offset();
        long offset = geometry.offsetOf(allocator.allocate(request, 1).cluster());
        places.addTable(offset);
        places.removeTable(shared);
        table.moveTo(offset);
        l1.set(table.l1Index(), offset | L2Entry.COPIED);
        frees.add(new Frees.Range(geometry.cluster(shared), 1, false));
    }
}
