// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.Arrays;
import java.util.BitSet;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * The refcount table: where the refcount blocks are. It is made much larger than a new image needs, so what
 * counts the file as it is comes into memory when the image is opened, and the rest before the first cluster
 * is allocated or freed: who only reads never pays for it. Not thread-safe: under the allocator's lock.
 */
final class RefcountTable {

    /** It is read and written in pieces of so many bytes. */
    private static final int PIECE = 4096;

    private static final int ENTRIES_PER_PIECE = PIECE / Geometry.ENTRY_BYTES;

    private final ImageFile file;
    private final Geometry geometry;
    private final Places places;
    private long offset;
    private long[] entries;

    /** How many entries, from the first, are in memory. */
    private int loaded;

    private final BitSet dirty = new BitSet();

    /** Written, but perhaps not durable. */
    private final BitSet written = new BitSet();

    /** Entries of the file that can't be right; only requests that need one of them fail. */
    private final BitSet broken = new BitSet();

    private RefcountTable(ImageFile file, Header header, Places places) {
        this.file = file;
        this.geometry = header.geometry();
        this.places = places;
        this.offset = header.refcountTableOffset();
        this.entries = new long[header.refcountTableClusters() << geometry.clusterBits() - 3];
    }

    /** Reads what the file needs at its size; each refcount block takes its place. */
    static RefcountTable read(
            ImageFile file, BlockRequest request, Header header, Places places, int clustersPerBlock)
            throws BlockException {
        RefcountTable table = new RefcountTable(file, header, places);
        long blocks = header.geometry().clustersFor(file.length()) / clustersPerBlock + 1;
        long needed = (blocks / ENTRIES_PER_PIECE + 1) * ENTRIES_PER_PIECE;
        table.load(request, (int) Math.min(needed, table.entries.length));
        return table;
    }

    /** Reads what is not in memory yet; to be called before anything is counted anew. */
    void complete(BlockRequest request) throws BlockException {
        if (loaded < entries.length) {
            load(request, entries.length);
        }
    }

    private void load(BlockRequest request, int end) throws BlockException {
        file.event(request, BlkEvent.REFTABLE_LOAD);
        long[] more = file.readLongs(
                request, offset + (long) loaded * Geometry.ENTRY_BYTES, end - loaded);
        long fileEnd = file.length();
        for (int i = 0; i < more.length; i++) {
            if (more[i] != 0 && places.claimTable(more[i], fileEnd) != null) {
                broken.set(loaded + i);
            }
        }
        System.arraycopy(more, 0, entries, loaded, more.length);
        loaded = end;
    }

    int length() {
        return entries.length;
    }

    long offset() {
        return offset;
    }

    long clusters() {
        return geometry.clustersFor((long) entries.length * Geometry.ENTRY_BYTES);
    }

    /** Returns where a block is, or 0 where there is none. */
    long block(int index) {
        assert index < loaded : index;
        return entries[index];
    }

    void requireSound(int index) throws BlockException {
        if (broken.get(index)) {
            throw file.corrupt(
                    "refcount table entry " + index,
                    offset + (long) index * Geometry.ENTRY_BYTES,
                    "is 0x" + Long.toHexString(entries[index])
                            + ", which is no place for a refcount block of its own");
        }
    }

    /** Enters a block at a cluster that nobody uses. */
    void enter(int index, long place) {
        assert block(index) == 0 : index;
        entries[index] = place;
        places.addTable(place);
        dirty.set(index / ENTRIES_PER_PIECE);
    }

    boolean isDirty() {
        return !dirty.isEmpty();
    }

    /** Writes what is dirty; the blocks that it refers to are durable. */
    void write(BlockRequest request) throws BlockException {
        for (int piece = dirty.nextSetBit(0); piece >= 0; piece = dirty.nextSetBit(piece + 1)) {
            int begin = piece * ENTRIES_PER_PIECE;
            int count = Math.min(ENTRIES_PER_PIECE, entries.length - begin);
            file.event(request, BlkEvent.REFTABLE_UPDATE);
            file.writeLongs(
                    request, offset + (long) begin * Geometry.ENTRY_BYTES, entries, begin, count);
            dirty.clear(piece);
            written.set(piece);
        }
    }

    /** What was written before is durable, or, where that failed, is to be written again. */
    void settle(boolean durable) {
        if (!durable) {
            dirty.or(written);
        }
        written.clear();
    }

    /** Returns a larger copy. */
    long[] enlarged(int count) {
        assert loaded == entries.length;
        return Arrays.copyOf(entries, count);
    }

    /**
     * Writes a larger copy to a place that is counted already by its own blocks, so that only the header has
     * to be switched to it.
     */
    void writeCopy(BlockRequest request, long place, long[] larger) throws BlockException {
        file.event(request, BlkEvent.REFBLOCK_ALLOC_WRITE_TABLE);
        file.writeLongs(request, place, larger, 0, larger.length);
    }

    /** Takes the larger copy, which has been written to its place, as the table in memory. */
    void moveTo(long place, long[] larger) {
        offset = place;
        entries = larger;
        loaded = larger.length;
        dirty.clear();
        written.clear();
        places.refcountTableAt(place, clusters());
    }
}
