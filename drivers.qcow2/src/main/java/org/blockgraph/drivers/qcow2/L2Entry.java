// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

/** The bits of an L2 entry, and of an L1 entry, which shares those of the offset. */
final class L2Entry {

    /** The refcount is exactly one: may be written in place. */
    static final long COPIED = 1L << 63;

    static final long COMPRESSED = 1L << 62;

    /** Reads as zeroes, whatever the offset; version 3. */
    static final long ZERO = 1;

    static final long OFFSET_MASK = 0x00fffffffffffe00L;
    static final long RESERVED_IN_L2 = 0x3f000000000001feL;
    static final long RESERVED_IN_L1 = 0x7f000000000001ffL;

    /** What a cluster is. */
    enum Kind {
        /** Comes from the backing file, or is zeroes. */
        UNALLOCATED,
        /** Zeroes, with no place in the file. */
        ZERO_PLAIN,
        /** Zeroes, with a place in the file that is kept for it. */
        ZERO_ALLOCATED,
        /** In the file. */
        NORMAL,
        /** In the file, deflated. */
        COMPRESSED
    }

    private L2Entry() {}

    static Kind kind(long entry) {
        if ((entry & COMPRESSED) != 0) {
            return Kind.COMPRESSED;
        }
        boolean placed = (entry & OFFSET_MASK) != 0;
        if ((entry & ZERO) != 0) {
            return placed ? Kind.ZERO_ALLOCATED : Kind.ZERO_PLAIN;
        }
        return placed ? Kind.NORMAL : Kind.UNALLOCATED;
    }

    /** In the file, not deflated, not zeroes: the kind on the fast path, by one comparison. */
    static boolean isNormal(long entry) {
        return (entry & (COMPRESSED | ZERO)) == 0 && (entry & OFFSET_MASK) != 0;
    }

    /** May be overwritten where it is. */
    static boolean isInPlace(long entry) {
        return entry < 0 && isNormal(entry);
    }

    static boolean isCopied(long entry) {
        return entry < 0;
    }

    static long offset(long entry) {
        return entry & OFFSET_MASK;
    }

    /** Where deflated data begins in the file, in bytes. */
    static long compressedOffset(long entry, int clusterBits) {
        return entry & (1L << sectorBitsAt(clusterBits)) - 1;
    }

    /** How many bytes, at most, the deflated data takes up to the end of its last 512-byte sector. */
    static int compressedLength(long entry, int clusterBits) {
        int at = sectorBitsAt(clusterBits);
        long sectors = (entry & ~(COPIED | COMPRESSED)) >>> at;
        return (int) ((sectors + 1) * 512 - (compressedOffset(entry, clusterBits) & 511));
    }

    /** The lowest bit of the count of sectors. */
    private static int sectorBitsAt(int clusterBits) {
        return 62 - (clusterBits - 8);
    }
}
