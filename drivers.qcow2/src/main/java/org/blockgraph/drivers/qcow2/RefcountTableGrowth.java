// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * Makes the refcount table larger: a copy with room, behind everything that can be counted so far, and blocks
 * that count the copy and themselves; then one write to the header switches. Under the allocator's lock.
 */
final class RefcountTableGrowth {

    private final ImageFile file;
    private final Geometry geometry;
    private final Refcounts refcounts;
    private final Places places;
    private final HeaderFields fields;

    /** Clusters of the table before, which are free once the header does not name it any more. */
    private long replaced;

    private long replacedEnd;

    RefcountTableGrowth(
            ImageFile file, Geometry geometry, Refcounts refcounts, Places places, HeaderFields fields) {
        this.fields = fields;
        this.file = file;
        this.geometry = geometry;
        this.refcounts = refcounts;
        this.places = places;
    }

    /** Tells whether clusters of a table before are left to be freed. */
    boolean hasReplaced() {
        return replaced < replacedEnd;
    }

    /** Returns the next of them. */
    long nextReplaced() {
        return replaced;
    }

    /** The next of them is free now. */
    void replacedIsFree() {
        replaced++;
    }

    /**
     * Grows the table so that it counts this cluster, the first one that it does not reach.
     *
     * @return the first cluster behind what was written
     */
    long grow(BlockRequest request, long cluster) throws BlockException {
        assert cluster == refcounts.reach();
        assert !hasReplaced();
        file.event(request, BlkEvent.REFTABLE_GROW);
        int perBlock = refcounts.perBlock();
        int entriesPerCluster = geometry.clusterSize() / 8;
        int oldEntries = (int) (refcounts.reach() / perBlock);
        int tableClusters =
                (int) geometry.clustersFor((oldEntries + oldEntries / 2 + entriesPerCluster) * 8L);
        long tableBytes = geometry.offsetOf(tableClusters);
        if (tableBytes > Math.max(Header.MAX_REFCOUNT_TABLE_BYTES, geometry.clusterSize())) {
            throw new BlockException(
                    BlockError.NO_SPACE,
                    file.node(),
                    file.node() + ": the image file can't grow further: its refcount "
                            + "table has reached 8 MiB; convert it to one with larger clusters");
        }
        int blocks = 1;
        while ((long) blocks * perBlock < blocks + (long) tableClusters) {
            blocks++;
        }
        long[] larger = refcounts.table().enlarged(tableClusters * entriesPerCluster);
        for (int i = 0; i < blocks; i++) {
            larger[oldEntries + i] = geometry.offsetOf(cluster + i);
        }
        long used = blocks + (long) tableClusters;
        places.requireFree(cluster, used);
        writeBlocks(request, cluster, blocks, used);
        refcounts.writeBlocks(request);
        long tableOffset = geometry.offsetOf(cluster + blocks);
        refcounts.table().writeCopy(request, tableOffset, larger);
        file.flush(request);
        // Told before the table in memory moves: from then on nothing may keep the header from following.
        file.event(request, BlkEvent.REFBLOCK_ALLOC_SWITCH_TABLE);
        long oldTable = geometry.cluster(refcounts.table().offset());
        long oldClusters = refcounts.table().clusters();
        refcounts.table().moveTo(tableOffset, larger);
        for (int i = 0; i < blocks; i++) {
            places.addTable(geometry.offsetOf(cluster + i));
        }
        replaced = oldTable;
        replacedEnd = oldTable + oldClusters;
        fields.refcountTable(request, tableOffset, refcounts.table().clusters());
        return cluster + used;
    }

    /** The new blocks count themselves and the table behind them, {@code used} clusters in all. */
    private void writeBlocks(BlockRequest request, long cluster, int blocks, long used)
            throws BlockException {
        for (int i = 0; i < blocks; i++) {
            byte[] bytes = new byte[geometry.clusterSize()];
            long from = (long) i * refcounts.perBlock();
            for (int j = 0; j < refcounts.perBlock() && from + j < used; j++) {
                refcounts.width().set(bytes, j, 1);
            }
            file.event(request, BlkEvent.REFBLOCK_ALLOC_WRITE_BLOCKS);
            file.writeBytes(request, geometry.offsetOf(cluster + i), bytes, 0, bytes.length);
        }
    }
}
