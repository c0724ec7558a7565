// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * The active L1 table: all of it in memory. Read by any thread; changed under its monitor. Entries that can't
 * be right are known from the start; only requests that need one of them fail.
 */
final class L1Table {

    /** Entries are written in groups of so many, a sector's worth. */
    private static final int GROUP = 64;

    private final ImageFile file;

    /** Replaced only when the table moves, while no request is in flight. */
    private AtomicLongArray entries;

    private long offset;

    /** Entries of the file that can't be right. */
    private final BitSet broken = new BitSet();

    /** Groups that differ from the file; guarded by the monitor. */
    private final BitSet dirty = new BitSet();

    L1Table(ImageFile file, long offset, long[] values) {
        this.file = file;
        this.offset = offset;
        this.entries = new AtomicLongArray(values);
    }

    /** Reads the table; each L2 table takes its place. */
    static L1Table read(ImageFile file, BlockRequest request, Header header, Places places)
            throws BlockException {
        long[] values = file.readLongs(request, header.l1Offset(), header.l1Entries());
        L1Table table = new L1Table(file, header.l1Offset(), values);
        long fileEnd = file.length();
        for (int i = 0; i < values.length; i++) {
            boolean reserved = (values[i] & L2Entry.RESERVED_IN_L1) != 0;
            long place = L2Entry.offset(values[i]);
            if (reserved || place != 0 && places.claimTable(place, fileEnd) != null) {
                table.broken.set(i);
            }
        }
        return table;
    }

    /** Tells whether there is an L2 table, or an entry that is broken. */
    boolean has(int index) {
        return (entries.get(index) & ~L2Entry.COPIED) != 0;
    }

    void requireSound(int index) throws BlockException {
        if (broken.get(index)) {
            throw file.corrupt(
                    "L1 entry " + index,
                    offset + index * 8L,
                    "is 0x" + Long.toHexString(entries.get(index)) + ", which is no place for an L2 table "
                            + "of its own");
        }
    }

    int length() {
        return entries.length();
    }

    long offset() {
        return offset;
    }

    long get(int index) {
        return entries.get(index);
    }

    synchronized void set(int index, long value) {
        entries.set(index, value);
        dirty.set(index / GROUP);
    }

    synchronized boolean isDirty() {
        return !dirty.isEmpty();
    }

    /** The entries of the groups that differ from the file, at one moment; they count as written then. */
    synchronized Changes takeChanges() {
        Changes changes = new Changes(offset, (BitSet) dirty.clone(), new long[entries.length()]);
        dirty.stream().forEach(group -> {
            int end = Math.min(entries.length(), (group + 1) * GROUP);
            for (int i = group * GROUP; i < end; i++) {
                changes.values()[i] = entries.get(i);
            }
        });
        dirty.clear();
        return changes;
    }

    /** What was taken could not be made durable. */
    synchronized void giveBack(Changes changes) {
        dirty.or(changes.groups());
    }

    void write(BlockRequest request, Changes changes) throws BlockException {
        for (int group = changes.groups().nextSetBit(0);
                group >= 0;
                group = changes.groups().nextSetBit(group + 1)) {
            int begin = group * GROUP;
            int count = Math.min(GROUP, changes.values().length - begin);
            file.event(request, BlkEvent.L1_UPDATE);
            file.writeLongs(request, changes.offset() + begin * 8L, changes.values(), begin, count);
        }
    }

    /** Groups of entries on their way to the file. */
    record Changes(long offset, BitSet groups, long[] values) {
        boolean isEmpty() {
            return groups.isEmpty();
        }
    }

    /** Copies the entries into a larger table. */
    long[] enlarged(int count) {
        long[] values = new long[count];
        for (int i = 0; i < entries.length(); i++) {
            values[i] = entries.get(i);
        }
        return values;
    }

    /** Takes the place that a larger copy has been written to; no request is in flight. */
    synchronized void moveTo(long newOffset, long[] values) {
        entries = new AtomicLongArray(values);
        offset = newOffset;
        dirty.clear();
    }
}
