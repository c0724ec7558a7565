// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * The refcounts of a new image, in which every cluster is in use once: the table, then its blocks, which
 * count these clusters too.
 */
final class NewRefcounts {

    private final Geometry geometry;
    private final RefcountWidth width;
    private final long others;
    private long tableClusters = 1;
    private long blocks = 1;

    /** @param others how many clusters there are beside those of the refcounts */
    NewRefcounts(Geometry geometry, RefcountWidth width, long others) {
        this.geometry = geometry;
        this.width = width;
        this.others = others;
        int perBlock = width.perBlock(geometry);
        while (blocks * perBlock < counted() || entries() < blocks) {
            if (blocks * perBlock < counted()) {
                blocks++;
            } else {
                tableClusters++;
            }
        }
    }

    /** All clusters of the image. */
    private long counted() {
        return others + clusters();
    }

    /** Clusters of the table and the blocks. */
    long clusters() {
        return tableClusters + blocks;
    }

    int tableClusters() {
        return (int) tableClusters;
    }

    private long entries() {
        return tableClusters * geometry.clusterSize() / Geometry.ENTRY_BYTES;
    }

    /** Writes them from this cluster on. */
    void write(ImageFile file, BlockRequest request, long first) throws BlockException {
        long firstBlock = first + tableClusters;
        long[] table = new long[(int) entries()];
        for (int i = 0; i < blocks; i++) {
            table[i] = geometry.offsetOf(firstBlock + i);
        }
        file.writeLongs(request, geometry.offsetOf(first), table, 0, table.length);
        int perBlock = width.perBlock(geometry);
        for (int i = 0; i < blocks; i++) {
            byte[] block = new byte[geometry.clusterSize()];
            for (int j = 0; j < perBlock && (long) i * perBlock + j < counted(); j++) {
                width.set(block, j, 1);
            }
            file.writeBytes(request, table[i], block, 0, block.length);
        }
    }
}
