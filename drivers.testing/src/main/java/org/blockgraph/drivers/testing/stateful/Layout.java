// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

/** Sizes and places that are the same in every image; all in bytes unless they say blocks. */
final class Layout {

    /** The shift that makes a block number of an offset. */
    static final int SHIFT = 12;

    /** The size of a virtual block, of a file block and of a table page. */
    static final int BLOCK = 1 << SHIFT;

    /** The part of an offset that lies within its block. */
    static final int MASK = BLOCK - 1;

    /** The virtual size is a multiple of it. */
    static final int SECTOR = 512;

    /** The largest virtual size: the table of such an image takes 64 MiB of memory. */
    static final long MAX_SIZE = 64L << 30;

    /** The block of the first root; the second one follows. */
    private static final int FIRST_ROOT = 1;

    /** The first block of the first copy of the table; the second copy and the data follow. */
    private static final int FIRST_TABLE = 3;

    /** One more than the highest block number of the file: 4 TiB. */
    static final int MAX_FILE_BLOCKS = 1 << 30;

    /** How many entries a table page holds. */
    static final int PAGE_ENTRIES = BLOCK / Integer.BYTES;

    private Layout() {}

    /** Returns how many blocks a virtual disk of so many bytes has. */
    static int blocks(long size) {
        return (int) ((size + MASK) >>> SHIFT);
    }

    /** Returns how many table pages a virtual disk of so many bytes needs. */
    static int pages(long size) {
        return (blocks(size) + PAGE_ENTRIES - 1) / PAGE_ENTRIES;
    }

    /** Returns the block of one of the two roots. */
    static int rootBlock(int copy) {
        return FIRST_ROOT + copy;
    }

    /** Returns the first block of one of the two copies of the table. */
    static int tableBlock(int copy, int pages) {
        return FIRST_TABLE + copy * pages;
    }

    /** Returns the first block that holds data. */
    static int firstData(int pages) {
        return FIRST_TABLE + 2 * pages;
    }

    /** Returns the virtual block of an offset. */
    static int block(long offset) {
        return (int) (offset >>> SHIFT);
    }

    /** Returns the offset of a block. */
    static long offset(int block) {
        return (long) block << SHIFT;
    }
}
