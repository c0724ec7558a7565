// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** The active L1 table: all of it in memory. Read by any thread; changed under its monitor. */
final class L1Table {

    /** Entries are written in groups of so many, a sector's worth. */
    private static final int GROUP = 64;

    private final ImageFile file;

    /** Replaced only when the table moves, while no request is in flight. */
    private AtomicLongArray entries;

    private long offset;

    /** Groups that differ from the file; guarded by the monitor. */
    private final BitSet dirty = new BitSet();

    L1Table(ImageFile file, long offset, long[] values) {
        this.file = file;
        this.offset = offset;
        this.entries = new AtomicLongArray(values);
    }

    static L1Table read(ImageFile file, BlockRequest request, Header header) throws BlockException {
        long[] values = file.readLongs(request, header.l1Offset(), header.l1Entries());
        for (int i = 0; i < values.length; i++) {
            long value = values[i];
            long offset = L2Entry.offset(value);
            if ((value & L2Entry.RESERVED_IN_L1) != 0 || !header.geometry().isAligned(offset)) {
                throw file.corrupt(
                        "L1 entry " + i,
                        header.l1Offset() + i * 8L,
                        "is 0x" + Long.toHexString(value) + ", no cluster");
            }
        }
        return new L1Table(file, header.l1Offset(), values);
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
