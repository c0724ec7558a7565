// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;

/**
 * Where the image's structures are: the header, the L1 table, the refcount table, and each L2 table and
 * refcount block. Nothing else may be there: the last line of defence against an image that points into its
 * own structures. The L1 table moves while no request is in flight, the refcount table under the allocator's
 * lock; looked into by any thread.
 */
final class Places {

    private final ImageFile file;
    private final Geometry geometry;
    private volatile long l1Begin;
    private volatile long l1End;
    private volatile long refcountsBegin;
    private volatile long refcountsEnd;

    /** The clusters of L2 tables and refcount blocks. */
    private final ClusterSet tables = new ClusterSet();

    Places(ImageFile file, Header header) throws BlockException {
        this.file = file;
        this.geometry = header.geometry();
        l1At(header.l1Offset(), header.l1Entries());
        refcountTableAt(header.refcountTableOffset(), header.refcountTableClusters());
        if (header.l1Entries() > 0 && l1Begin < refcountsEnd && refcountsBegin < l1End) {
            throw file.corrupt("l1_table_offset", "is " + l1Begin + ", inside the refcount table");
        }
        if (header.snapshots() > 0 && region(header.snapshotsOffset()) != null) {
            throw file.corrupt(
                    "snapshots_offset",
                    "is " + header.snapshotsOffset() + ", inside " + region(header.snapshotsOffset()));
        }
    }

    void l1At(long offset, int entries) {
        l1Begin = offset;
        l1End = offset + geometry.offsetOf(geometry.clustersFor(entries * 8L));
    }

    void refcountTableAt(long offset, long clusters) {
        refcountsBegin = offset;
        refcountsEnd = offset + geometry.offsetOf(clusters);
    }

    /** A table or block is here now, in a cluster that was free. */
    void addTable(long offset) {
        boolean added = tables.add(geometry.cluster(offset));
        assert added : offset;
    }

    /** A table is no longer here. */
    void removeTable(long offset) {
        tables.remove(geometry.cluster(offset));
    }

    /**
     * Takes a table or block that the file refers to.
     *
     * @return why it can't be here, or null
     */
    String claimTable(long offset, long fileEnd) {
        if (!geometry.isAligned(offset)) {
            return "is at no cluster";
        }
        String objection = objection(offset, fileEnd);
        if (objection == null) {
            tables.add(geometry.cluster(offset));
        }
        return objection;
    }

    /** Says why no other cluster can be here; null when it can. */
    String objection(long offset, long fileEnd) {
        if (offset < 0 || offset >= fileEnd) {
            return "lies beyond the end of the file";
        }
        String taken = structureAt(offset);
        return taken == null ? null : "lies in " + taken;
    }

    /** Refuses clusters that count as free, while a structure is there. */
    void requireFree(long cluster, long count) throws BlockException {
        for (long each = cluster; each < cluster + count; each++) {
            String taken = structureAt(geometry.offsetOf(each));
            if (taken != null) {
                throw file.corrupt(
                        "refcount of cluster " + each,
                        geometry.offsetOf(each),
                        "is 0 although " + taken + " is there");
            }
        }
    }

    private String structureAt(long offset) {
        String region = region(offset);
        if (region != null) {
            return region;
        }
        return tables.contains(geometry.cluster(offset)) ? "an L2 table or refcount block" : null;
    }

    private String region(long offset) {
        if (offset < geometry.clusterSize()) {
            return "the header's cluster";
        }
        if (offset >= l1Begin && offset < l1End) {
            return "the L1 table";
        }
        return offset >= refcountsBegin && offset < refcountsEnd ? "the refcount table" : null;
    }
}
