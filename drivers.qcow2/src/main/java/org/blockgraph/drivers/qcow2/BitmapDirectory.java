// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** The directory of persistent bitmaps, as far as a check needs it: which clusters it and they take. */
final class BitmapDirectory {

    static final int EXTENSION = 0x23852875;

    private static final int EXTENSION_BYTES = 24;
    private static final int FIXED_BYTES = 24;
    private static final long MOST_BITMAPS = 65_535;
    private static final long MOST_DIRECTORY_BYTES = 64L << 20;
    private static final long MOST_TABLE_BYTES = 32L << 20;

    private BitmapDirectory() {}

    static void count(ImageFile file, BlockRequest request, Header header, ReferenceCounts references)
            throws BlockException {
        ByteBuffer extension = find(file, request, header);
        if (extension == null) {
            return;
        }
        long bitmaps = Integer.toUnsignedLong(extension.getInt(0));
        long size = extension.getLong(8);
        long offset = extension.getLong(16);
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

    private static ByteBuffer find(ImageFile file, BlockRequest request, Header header)
            throws BlockException {
        if (header.version() == 2) {
            return null;
        }
        ByteBuffer cluster = ByteBuffer.wrap(file.readBytes(request, 0, header.geometry().clusterSize()));
        int end = header.backingNameOffset() == 0 ? cluster.limit() : (int) header.backingNameOffset();
        int at = header.length();
        while (at + 8 <= end && cluster.getInt(at) != Extensions.END) {
            int length = cluster.getInt(at + 4);
            if (cluster.getInt(at) == EXTENSION && length == EXTENSION_BYTES) {
                return cluster.slice(at + 8, length);
            }
            at += 8 + (length + 7 & ~7);
        }
        return null;
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
