// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * An entry of the snapshot table, as far as a check needs it.
 *
 * @param name the snapshot's name
 * @param l1Offset where its L1 table is
 * @param l1Entries how long that is
 */
record SnapshotEntry(String name, long l1Offset, int l1Entries) {

    private static final int FIXED_BYTES = 40;
    private static final int MOST_EXTRA_BYTES = 1024;
    private static final int MOST_TABLE_BYTES = 64 << 20;

    /** Reads the table and counts the clusters that it is in. */
    static List<SnapshotEntry> readAll(
            ImageFile file, BlockRequest request, Header header, ReferenceCounts references)
            throws BlockException {
        List<SnapshotEntry> entries = new ArrayList<>();
        long at = header.snapshotsOffset();
        for (int i = 0; i < header.snapshots(); i++) {
            ByteBuffer fixed = ByteBuffer.wrap(file.readBytes(request, at, FIXED_BYTES));
            int idBytes = Short.toUnsignedInt(fixed.getShort(12));
            int nameBytes = Short.toUnsignedInt(fixed.getShort(14));
            int extraBytes = fixed.getInt(36);
            long l1Entries = Integer.toUnsignedLong(fixed.getInt(8));
            if (extraBytes < 0 || extraBytes > MOST_EXTRA_BYTES || l1Entries * 8 > Header.MAX_L1_BYTES
                    || at - header.snapshotsOffset() > MOST_TABLE_BYTES) {
                throw file.corrupt("snapshot " + i, at, "is larger than the format allows");
            }
            long nameAt = at + FIXED_BYTES + extraBytes + idBytes;
            String name = new String(file.readBytes(request, nameAt, nameBytes), StandardCharsets.UTF_8)
                    .replaceAll("\\p{Cntrl}", "?");
            entries.add(new SnapshotEntry(name, fixed.getLong(0), (int) l1Entries));
            at = nameAt + nameBytes + 7 & ~7L;
        }
        if (!entries.isEmpty()) {
            references.addBytes("snapshot table", header.snapshotsOffset(), at - header.snapshotsOffset());
        }
        return entries;
    }
}
