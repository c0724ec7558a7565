// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * Makes the disk larger. Where the L1 table is too short a longer copy is made durable first; then one write
 * to the header switches size and table together. No request is in flight.
 */
final class Growth {

    private final Header header;
    private final ImageFile file;
    private final L1Table l1;
    private final L2Cache l2;
    private final Allocator allocator;
    private final Frees frees;
    private final Places places;

    Growth(
            Header header,
            ImageFile file,
            L1Table l1,
            L2Cache l2,
            Allocator allocator,
            Frees frees,
            Places places) {
        this.header = header;
        this.file = file;
        this.l1 = l1;
        this.l2 = l2;
        this.allocator = allocator;
        this.frees = frees;
        this.places = places;
    }

    void grow(BlockRequest request, long newSize) throws BlockException {
        Geometry geometry = header.geometry();
        long entries = geometry.l1EntriesFor(newSize);
        if (entries * Geometry.ENTRY_BYTES > Header.MAX_L1_BYTES) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE,
                    file.node(),
                    file.node() + ": " + newSize + " bytes are too many for " + "clusters of "
                            + geometry.clusterSize() + " bytes");
        }
        if (entries <= l1.length()) {
            switchTo(request, newSize, l1.length(), l1.offset());
            return;
        }
        long clusters = geometry.clustersFor(entries * Geometry.ENTRY_BYTES);
        long[] larger = l1.enlarged((int) entries);
        file.event(request, BlkEvent.L1_GROW_ALLOC_TABLE);
        Extent place = allocator.allocateTable(request, (int) clusters);
        long offset = geometry.offsetOf(place.cluster());
        allocator.writeRefcounts(request);
        file.event(request, BlkEvent.L1_GROW_WRITE_TABLE);
        file.writeLongs(request, offset, larger, 0, larger.length);
        file.flush(request);
        switchTo(request, newSize, (int) entries, offset);
        long oldClusters = geometry.clustersFor(l1.length() * 8L);
        if (oldClusters > 0) {
            frees.add(new Frees.Range(geometry.cluster(l1.offset()), oldClusters, false));
        }
        l1.moveTo(offset, larger);
        l2.grown();
        places.l1At(offset, larger.length);
    }

    /** Size, encryption (none), L1 entries and L1 offset are neighbours in the header: one write. */
    private void switchTo(BlockRequest request, long newSize, int entries, long offset)
            throws BlockException {
        byte[] fields = ByteBuffer.allocate(24)
                .putLong(newSize)
                .putInt(0)
                .putInt(entries)
                .putLong(offset)
                .array();
        file.event(request, BlkEvent.L1_GROW_ACTIVATE_TABLE);
        file.writeBytes(request, Header.SIZE_AT, fields, 0, fields.length);
        file.flush(request);
    }
}
