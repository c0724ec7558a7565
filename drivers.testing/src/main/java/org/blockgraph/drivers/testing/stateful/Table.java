// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.CRC32C;

/**
 * The mapping table in memory: for each virtual block the file block that holds it, or a word. Entries are
 * read and changed by any thread without a lock. For each page and each of the two copies on disk a bit says
 * that they differ.
 */
final class Table {

    /** Nothing was written: the backing child shows through, or zeroes. */
    static final int NONE = 0;

    /** Reads as zeroes, whatever the backing child holds. */
    static final int ZERO = 1;

    /** Only in memory: what is on disk is no place in the file. */
    static final int BAD = -1;

    private static final int BOTH_COPIES = 3;

    private final AtomicIntegerArray entries;
    private final AtomicIntegerArray dirty;

    /** A table with no entry set that is the same as both copies. */
    Table(int pages) {
        this.entries = new AtomicIntegerArray(pages * Layout.PAGE_ENTRIES);
        this.dirty = new AtomicIntegerArray(pages);
    }

    int pages() {
        return dirty.length();
    }

    int size() {
        return entries.length();
    }

    /** Tells whether an entry names a file block. */
    static boolean isMapped(int entry) {
        return entry > ZERO;
    }

    int get(int block) {
        return entries.get(block);
    }

    /** Changes an entry. The mark comes after it: who clears the mark and then copies misses nothing. */
    void set(int block, int entry) {
        entries.set(block, entry);
        markPage(block / Layout.PAGE_ENTRIES, BOTH_COPIES);
    }

    /** Changes an entry if it still is what it was. */
    boolean replace(int block, int old, int entry) {
        if (!entries.compareAndSet(block, old, entry)) {
            return false;
        }
        markPage(block / Layout.PAGE_ENTRIES, BOTH_COPIES);
        return true;
    }

    /** Changes an entry unless it names a file block. */
    boolean map(int block, int entry) {
        int old = entries.get(block);
        while (!isMapped(old)) {
            if (replace(block, old, entry)) {
                return true;
            }
            old = entries.get(block);
        }
        return false;
    }

    /**
     * Returns how many bytes from an offset lie in blocks that go on like the first: the same word, or file
     * blocks one after the other.
     *
     * @param entry the entry of the offset's block
     * @param most where to stop looking, in bytes
     */
    long run(int entry, long offset, long most) {
        int block = Layout.block(offset);
        long found = Layout.BLOCK - (offset & Layout.MASK);
        int step = isMapped(entry) ? 1 : 0;
        for (int next = 1; found < most && entries.get(block + next) == entry + next * step; next++) {
            found += Layout.BLOCK;
        }
        return Math.min(found, most);
    }

    /** Tells whether a copy on disk is the same as the table. */
    boolean sameAs(int copy) {
        for (int page = 0; page < dirty.length(); page++) {
            if ((dirty.get(page) & 1 << copy) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Clears the mark of a page for a copy, and tells whether it was set. */
    boolean takeDirty(int page, int copy) {
        int bit = 1 << copy;
        return (dirty.get(page) & bit) != 0 && (dirty.getAndUpdate(page, marks -> marks & ~bit) & bit) != 0;
    }

    /** Says that a copy on disk has, or may have, another page than the table. */
    void markDirty(int page, int copy) {
        markPage(page, 1 << copy);
    }

    private void markPage(int page, int bits) {
        if ((dirty.get(page) & bits) != bits) {
            dirty.getAndUpdate(page, marks -> marks | bits);
        }
    }

    /** Copies a page as it is now. */
    void encodePage(int page, ByteBuffer target) {
        int first = page * Layout.PAGE_ENTRIES;
        for (int index = 0; index < Layout.PAGE_ENTRIES; index++) {
            target.putInt(index * Integer.BYTES, entries.get(first + index));
        }
    }

    /** Fills a page; only while nobody else sees the table. */
    void decodePage(int page, ByteBuffer source) {
        int first = page * Layout.PAGE_ENTRIES;
        for (int index = 0; index < Layout.PAGE_ENTRIES; index++) {
            entries.setPlain(first + index, source.getInt(index * Integer.BYTES));
        }
    }

    /** Makes an entry unreadable; only while nobody else sees the table. */
    void spoil(int block) {
        entries.setPlain(block, BAD);
    }

    /** Returns the checksum of an encoded page. */
    static int checksum(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(0, Layout.BLOCK));
        return (int) crc.getValue();
    }

    /** Returns the checksum of a whole table by those of its pages. */
    static int checksum(int[] pages) {
        ByteBuffer all = ByteBuffer.allocate(pages.length * Integer.BYTES);
        all.asIntBuffer().put(pages);
        CRC32C crc = new CRC32C();
        crc.update(all);
        return (int) crc.getValue();
    }
}
