// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One of the two roots: says which copy of the table is meant and how to tell that it is complete. It fits
 * into a sector, which storage writes as a whole or not at all.
 *
 * @param generation counts up with each flush that changed the table; the higher one is the truth
 * @param size the virtual size in bytes
 * @param end one more than the last file block that was given out
 * @param tableChecksum the checksum over the checksums of the table's pages
 */
record Root(long generation, long size, int end, int tableChecksum) {

    private static final long MAGIC = 0x4247_5354_524F_4F54L;

    private static final int AT_GENERATION = 8;
    private static final int AT_SIZE = 16;
    private static final int AT_END = 24;
    private static final int AT_TABLE_CHECKSUM = 28;
    private static final int AT_CHECKSUM = 32;

    /** Reads a root; returns null when there is none or when its values make no sense. */
    static Root decode(ByteBuffer block) {
        if (block.getLong(0) != MAGIC || block.getInt(AT_CHECKSUM) != checksum(block)) {
            return null;
        }
        Root root = new Root(
                block.getLong(AT_GENERATION),
                block.getLong(AT_SIZE),
                block.getInt(AT_END),
                block.getInt(AT_TABLE_CHECKSUM));
        return root.plausible() ? root : null;
    }

    private boolean plausible() {
        return generation > 0
                && size >= 0
                && size <= Layout.MAX_SIZE
                && size % Layout.SECTOR == 0
                && end >= Layout.firstData(pages())
                && end <= Layout.MAX_FILE_BLOCKS;
    }

    /** Returns which of the two copies of the table, and which place for a root, is this root's. */
    int copy() {
        return (int) (generation & 1);
    }

    int pages() {
        return Layout.pages(size);
    }

    /** Returns the root that follows this one. */
    Root next(int newEnd, int newTableChecksum) {
        return new Root(generation + 1, size, newEnd, newTableChecksum);
    }

    /** Writes the root into a block that is all zeroes. */
    void encode(ByteBuffer block) {
        block.putLong(0, MAGIC);
        block.putLong(AT_GENERATION, generation);
        block.putLong(AT_SIZE, size);
        block.putInt(AT_END, end);
        block.putInt(AT_TABLE_CHECKSUM, tableChecksum);
        block.putInt(AT_CHECKSUM, checksum(block));
    }

    private static int checksum(ByteBuffer block) {
        CRC32C crc = new CRC32C();
        crc.update(block.slice(0, AT_CHECKSUM));
        return (int) crc.getValue();
    }
}
