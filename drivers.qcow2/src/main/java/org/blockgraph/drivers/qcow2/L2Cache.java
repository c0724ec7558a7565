// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * The L2 tables that are in memory. Finding one that is there takes no lock. At the bound, a table that was
 * not used lately and has nothing to write makes room; when all have something to write, that is written
 * first. Requests that load at the same moment may exceed the bound by one table each.
 */
final class L2Cache {

    private static final int STRIPES = 16;

    private final ImageFile file;
    private final Header header;
    private final L1Table l1;
    private final int most;
    private final Places places;

    /** By L1 index; written under the stripe's lock. */
    private volatile AtomicReferenceArray<L2Table> tables;

    /** Two requests never load the same table. */
    private final ReentrantLock[] loading = new ReentrantLock[STRIPES];

    /** Guards the ring and the hand. */
    private final ReentrantLock ringLock = new ReentrantLock();

    private final List<L2Table> ring = new ArrayList<>();
    private int hand;

    /** Set once, before the first request. */
    private WriteBack writeBack;

    /** @param bytes the most that the tables may take together; at least two are kept */
    L2Cache(ImageFile file, Header header, L1Table l1, Places places, long bytes) {
        this.file = file;
        this.header = header;
        this.l1 = l1;
        this.places = places;
        this.most = (int) Math.max(2, Math.min(Integer.MAX_VALUE, bytes / header.geometry().clusterSize()));
        this.tables = new AtomicReferenceArray<>(l1.length());
        for (int i = 0; i < STRIPES; i++) {
            loading[i] = new ReentrantLock();
        }
    }

    void writeBack(WriteBack writer) {
        this.writeBack = writer;
    }

    /** The L1 table has grown; no request is in flight. */
    void grown() {
        AtomicReferenceArray<L2Table> larger = new AtomicReferenceArray<>(l1.length());
        for (int i = 0; i < tables.length(); i++) {
            larger.set(i, tables.get(i));
        }
        tables = larger;
    }

    /** Returns the table if it is in memory, else null. */
    L2Table cached(int l1Index) {
        L2Table table = tables.get(l1Index);
        if (table != null) {
            table.touch();
        }
        return table;
    }

    /** Returns the table, or null where the image has none. */
    L2Table find(BlockRequest request, int l1Index) throws BlockException {
        L2Table table = cached(l1Index);
        if (table != null || !l1.has(l1Index)) {
            return table;
        }
        makeRoom(request);
        return load(request, l1Index, true);
    }

    /**
     * The same, only to look at. When what is dirty can't be written, and so nothing can make room, the
     * table is not kept: a full disk can be read.
     */
    L2Table findToRead(BlockRequest request, int l1Index) throws BlockException {
        L2Table table = cached(l1Index);
        if (table != null || !l1.has(l1Index)) {
            return table;
        }
        boolean room = true;
        try {
            makeRoom(request);
        } catch (BlockException e) {
            if (e.error() == BlockError.ABANDONED) {
                throw e;
            }
            room = false;
        }
        return load(request, l1Index, room);
    }

    private L2Table load(BlockRequest request, int l1Index, boolean keep) throws BlockException {
        ReentrantLock lock = loading[l1Index % STRIPES];
        lock.lock();
        try {
            L2Table table = tables.get(l1Index);
            if (table != null) {
                return table;
            }
            table = read(request, l1Index);
            return keep ? admit(table) : table;
        } finally {
            lock.unlock();
        }
    }

    private L2Table read(BlockRequest request, int l1Index) throws BlockException {
        l1.requireSound(l1Index);
        long offset = L2Entry.offset(l1.get(l1Index));
        file.event(request, BlkEvent.L2_LOAD);
        long[] entries = file.readLongs(request, offset, header.geometry().l2Entries());
        L2Flaws flaws = L2Flaws.of(file, header, places, l1Index, offset, entries);
        return new L2Table(l1Index, offset, entries, flaws);
    }

    /**
     * Takes a table in that is new in the image, and links it; the caller has claimed its creation. Whoever
     * finds it here can lock it only when it is linked: else it would look like one that a snapshot shares.
     */
    L2Table create(int l1Index, long offset) {
        L2Table table = new L2Table(l1Index, offset, new long[header.geometry().l2Entries()], null);
        table.lock.lock();
        try {
            table.moveTo(offset);
            admit(table);
            l1.set(l1Index, offset | L2Entry.COPIED);
            return table;
        } finally {
            table.lock.unlock();
        }
    }

    private L2Table admit(L2Table table) {
        tables.set(table.l1Index(), table);
        ringLock.lock();
        try {
            ring.add(table);
        } finally {
            ringLock.unlock();
        }
        return table;
    }

    /** Evicts, after writing back where it must, until one more table fits. */
    void makeRoom(BlockRequest request) throws BlockException {
        if (!evictDownTo(most - 1)) {
            writeBack.toMakeRoom(request);
            evictDownTo(most - 1);
        }
    }

    /** Evicts by second chance; returns whether there is room now. */
    private boolean evictDownTo(int count) {
        ringLock.lock();
        try {
            int looks = 2 * ring.size();
            while (ring.size() > count && looks-- > 0) {
                hand = hand >= ring.size() ? 0 : hand;
                L2Table table = ring.get(hand);
                if (table.tryEvict(false)) {
                    tables.set(table.l1Index(), null);
                    L2Table last = ring.removeLast();
                    if (last != table) {
                        ring.set(hand, last);
                    }
                } else {
                    hand++;
                }
            }
            return ring.size() <= count;
        } finally {
            ringLock.unlock();
        }
    }

    /** Returns every table with something to write, at one moment for each. */
    List<L2Table.Changes> takeChanges() {
        List<L2Table> all;
        ringLock.lock();
        try {
            all = new ArrayList<>(ring);
        } finally {
            ringLock.unlock();
        }
        List<L2Table.Changes> changes = new ArrayList<>();
        for (L2Table table : all) {
            L2Table.Changes each = table.takeChanges();
            if (each != null) {
                changes.add(each);
            }
        }
        return changes;
    }
}
