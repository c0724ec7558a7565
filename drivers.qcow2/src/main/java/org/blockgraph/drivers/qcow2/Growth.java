// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * Makes the disk larger. Where the L1 table is too short a longer copy is made durable first, then the header
 * switches to it, then to the new size. No request is in flight.
 */
final class Growth {

    private final Header header;
    private final ImageFile file;
    private final HeaderFields fields;
    private final L1Table l1;
    private final L2Cache l2;
    private final Allocator allocator;
    private final Frees frees;
    private final Places places;

    Growth(
            Header header,
            ImageFile file,
            HeaderFields fields,
            L1Table l1,
            L2Cache l2,
            Allocator allocator,
            Frees frees,
            Places places) {
        this.header = header;
        this.file = file;
        this.fields = fields;
        this.l1 = l1;
        this.l2 = l2;
        this.allocator = allocator;
        this.frees = frees;
        this.places = places;
    }

    /** Gives the L1 table the length that the size needs. */
    void enlargeL1(BlockRequest request, long newSize) throws BlockException {
        Geometry geometry = header.geometry();
        long entries = geometry.l1EntriesFor(newSize);
        if (entries * Geometry.ENTRY_BYTES > Header.MAX_L1_BYTES) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE,
                    file.node(),
                    file.node() + ": " + newSize + " bytes are too many for clusters of "
                            + geometry.clusterSize() + " bytes");
        }
        if (entries > l1.length()) {
            long clusters = geometry.clustersFor(entries * Geometry.ENTRY_BYTES);
            file.event(request, BlkEvent.L1_GROW_ALLOC_TABLE);
            moveTo(request, allocator.allocateTable(request, (int) clusters), l1.enlarged((int) entries));
        }
    }

    /** Once the copy is durable it is the table in memory; the header follows, now or at the next flush. */
    private void moveTo(BlockRequest request, Extent place, long[] larger) throws BlockException {
        Geometry geometry = header.geometry();
        long offset = geometry.offsetOf(place.cluster());
        boolean durable = false;
        try {
            allocator.writeRefcounts(request);
            file.event(request, BlkEvent.L1_GROW_WRITE_TABLE);
            file.writeLongs(request, offset, larger, 0, larger.length);
            file.flush(request);
            // Told before the table in memory moves: from then on nothing may keep the header from following.
            file.event(request, BlkEvent.L1_GROW_ACTIVATE_TABLE);
            durable = true;
        } finally {
            if (!durable) {
                allocator.free(request, place.cluster(), place.count());
            }
        }
        long oldClusters = geometry.clustersFor(l1.length() * 8L);
        if (oldClusters > 0) {
            frees.add(new Frees.Range(geometry.cluster(l1.offset()), oldClusters, false));
        }
        l1.moveTo(offset, larger);
        l2.grown();
        places.l1At(offset, larger.length);
        fields.l1(request, larger.length, offset);
    }

    /** Switches the header to another size; where that fails to the old one, which may take a flush. */
    void switchSize(BlockRequest request, long oldSize, long newSize) throws BlockException {
        try {
            fields.size(request, newSize);
        } catch (BlockException e) {
            try {
                fields.size(request, oldSize);
            } catch (BlockException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }
}
