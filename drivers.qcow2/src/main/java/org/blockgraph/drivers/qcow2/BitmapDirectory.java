// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** The directory of persistent bitmaps, as far as a check needs it: which clusters it and they take. */
final class BitmapDirectory {

    private static final int FIXED_BYTES = 24;
    private static final long MOST_BITMAPS = 65_535;
    private static final long MOST_DIRECTORY_BYTES = 64L << 20;
    private static final long MOST_TABLE_BYTES = 32L << 20;

    private BitmapDirectory() {}

    static void count(ImageFile file, BlockRequest request, Header header, ReferenceCounts references)
            throws BlockException {
        if (header.version() == 2 || header.bitmaps() == null) {
            return;
        }
        long bitmaps = header.bitmaps().count();
        long size = header.bitmaps().bytes();
        long offset = header.bitmaps().offset();
        if (bitmaps > MOST_BITMAPS || size < 0 || size > MOST_DIRECTORY_BYTES) {
            throw file.corrupt("bitmap directory", offset, "is larger than the format allows");
        }
        if (!references.addOwnBytes("bitmap directory", offset, size)) {
            return;
        }
        long at = offset;
        for (long i = 0; i < bitmaps && at + FIXED_BYTES <= offset + size; i++) {
            ByteBuffer entry = ByteBuffer.wrap(file.readBytes(request, at, FIXED_BYTES));
            countTable(
                    file,
                    request,
                    references,
                    entry.getLong(0),
                    Integer.toUnsignedLong(entry.getInt(8)));
            long variable =
                    Integer.toUnsignedLong(entry.getInt(20)) + Short.toUnsignedInt(entry.getShort(18));
            at += FIXED_BYTES + variable + 7 & ~7L;
        }
    }

    private static void countTable(
            ImageFile file,
            BlockRequest request,
            ReferenceCounts references,
            long offset,
            long entries)
            throws BlockException {
        if (entries * 8 > MOST_TABLE_BYTES) {
            throw file.corrupt("bitmap table", offset, "is larger than the format allows");
        }
        if (entries == 0 || !references.addOwnBytes("bitmap table", offset, entries * 8)) {
            return;
        }
        for (long entry : file.readLongs(request, offset, (int) entries)) {
            if (L2Entry.offset(entry) != 0) {
                references.add("bitmap data", L2Entry.offset(entry), 1);
            }
        }
    }
}
