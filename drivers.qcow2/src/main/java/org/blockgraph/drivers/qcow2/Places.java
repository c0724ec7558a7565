// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;

/**
 * Where the header, the L1 table and the refcount table are: nothing else may be there. The last line of
 * defence against an image that points into its own structures. Written while no request is in flight, or by
 * the allocator under its lock; read by any thread.
 */
final class Places {

    private final ImageFile file;
    private final Geometry geometry;
    private volatile long l1Begin;
    private volatile long l1End;
    private volatile long refcountsBegin;
    private volatile long refcountsEnd;

    Places(ImageFile file, Header header) throws BlockException {
        this.file = file;
        this.geometry = header.geometry();
        l1At(header.l1Offset(), header.l1Entries());
        refcountTableAt(header.refcountTableOffset(), header.refcountTableClusters());
        if (header.l1Entries() > 0 && l1Begin < refcountsEnd && refcountsBegin < l1End) {
            throw file.corrupt("l1_table_offset", "is " + l1Begin + ", inside the refcount table");
        }
        if (header.snapshots() > 0 && !isFree(header.snapshotsOffset())) {
            throw file.corrupt(
                    "snapshots_offset",
                    "is " + header.snapshotsOffset() + ", inside the L1 table or the refcount table");
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

    /** Tells whether a cluster may begin here. */
    boolean isFree(long offset) {
        return offset >= geometry.clusterSize()
                && (offset < l1Begin || offset >= l1End)
                && (offset < refcountsBegin || offset >= refcountsEnd);
    }

    void requireFree(long offset, String what) throws BlockException {
        if (!isFree(offset) || !geometry.isAligned(offset)) {
            throw file.corrupt(
                    what, offset, "lies in the header, the L1 table or the refcount table, or at no cluster");
        }
    }
}
