// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.BitSet;
import java.util.Objects;
import org.blockgraph.api.BlockException;

/**
 * The entries of an L2 table that can't be right. They stay as they are, so that a repair finds them, and
 * only requests that meet one of them fail. Immutable; any thread.
 */
final class L2Flaws {

    private final ImageFile file;
    private final Header header;
    private final Geometry geometry;
    private final Places places;
    private final long fileEnd;
    private final int l1Index;
    private final long tableOffset;
    private final BitSet broken = new BitSet();

    private L2Flaws(ImageFile file, Header header, Places places, int l1Index, long tableOffset) {
        this.file = file;
        this.header = header;
        this.geometry = header.geometry();
        this.places = places;
        this.fileEnd = file.length();
        this.l1Index = l1Index;
        this.tableOffset = tableOffset;
    }

    /** Looks at a table as it is in the file; returns null when nothing is wrong. */
    static L2Flaws of(
            ImageFile file, Header header, Places places, int l1Index, long tableOffset, long[] entries) {
        L2Flaws flaws = new L2Flaws(file, header, places, l1Index, tableOffset);
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] != 0 && flaws.objection(entries[i]) != null) {
                flaws.broken.set(i);
            }
        }
        return flaws.broken.isEmpty() ? null : flaws;
    }

    boolean has(int index) {
        return broken.get(index);
    }

    void requireSound(int index, long entry) throws BlockException {
        if (broken.get(index)) {
            throw file.corrupt(
                    "entry " + index + " of L2 table " + l1Index,
                    tableOffset + index * 8L,
                    "is 0x" + Long.toHexString(entry) + ", which "
                            + Objects.requireNonNullElse(objection(entry), "lay in another structure"));
        }
    }

    /** Says what is wrong with an entry; null for nothing. */
    private String objection(long entry) {
        if ((entry & L2Entry.COMPRESSED) != 0) {
            return objectionToCompressed(entry);
        }
        long offset = L2Entry.offset(entry);
        boolean zeroInOld = header.version() == 2 && (entry & L2Entry.ZERO) != 0;
        if ((entry & L2Entry.RESERVED_IN_L2) != 0 || zeroInOld) {
            return "has reserved bits";
        }
        if (!geometry.isAligned(offset)) {
            return "is at no cluster";
        }
        return offset == 0 ? null : places.objection(offset, fileEnd);
    }

    private String objectionToCompressed(long entry) {
        if (L2Entry.isCopied(entry)) {
            return "is compressed and yet marked for writing in place";
        }
        long begin = L2Entry.compressedOffset(entry, geometry.clusterBits());
        long end = begin + L2Entry.compressedLength(entry, geometry.clusterBits());
        if (begin >= fileEnd) {
            return "lies beyond the end of the file";
        }
        long at = geometry.clusterStart(begin);
        String objection = null;
        while (at < Math.min(end, fileEnd) && objection == null) {
            objection = places.objection(at, fileEnd);
            at += geometry.clusterSize();
        }
        return objection;
    }
}
