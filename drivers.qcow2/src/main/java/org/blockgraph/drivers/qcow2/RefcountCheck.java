// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** The refcounts as they are in the file: what they take themselves, and whether they are right. */
final class RefcountCheck {

    private final ImageFile file;
    private final BlockRequest request;
    private final Header header;
    private final Geometry geometry;
    private final ReferenceCounts references;
    private final ImageCheck.Findings findings;
    private final long[] table;

    /** Counts the clusters of the table and of the blocks among the references. */
    RefcountCheck(
            ImageFile file,
            BlockRequest request,
            Header header,
            ReferenceCounts references,
            ImageCheck.Findings findings)
            throws BlockException {
        this.file = file;
        this.request = request;
        this.header = header;
        this.geometry = header.geometry();
        this.references = references;
        this.findings = findings;
        this.table = table();
    }

    private long[] table() throws BlockException {
        references.addOwn("refcount table", header.refcountTableOffset(), header.refcountTableClusters());
        int entries = header.refcountTableClusters() << geometry.clusterBits() - 3;
        long[] table = file.readLongs(request, header.refcountTableOffset(), entries);
        for (int i = 0; i < entries; i++) {
            if (table[i] != 0 && !references.addOwn("refcount block " + i, table[i], 1)) {
                table[i] = 0;
            }
        }
        return table;
    }

    /** Compares each count with what was found meanwhile. */
    void compare() throws BlockException {
        RefcountWidth width = new RefcountWidth(header.refcountOrder());
        int perBlock = width.perBlock(geometry);
        long clusters = references.clusters();
        for (int i = 0; i < table.length; i++) {
            byte[] block = table[i] == 0 ? null : file.readBytes(request, table[i], geometry.clusterSize());
            long from = (long) i * perBlock;
            if (block == null && from >= clusters) {
                continue;
            }
            for (int j = 0; j < perBlock; j++) {
                compare(from + j, block == null ? 0 : width.get(block, j));
            }
        }
        for (long cluster = (long) table.length * perBlock; cluster < clusters; cluster++) {
            compare(cluster, 0);
        }
    }

    private void compare(long cluster, long counted) {
        long found = references.of(cluster);
        if (found > counted) {
            findings.corruption(
                    "cluster " + cluster + ": refcount " + counted + ", but " + found + " references");
        } else if (found < counted) {
            findings.leak("cluster " + cluster + ": refcount " + counted + ", but " + found + " references");
        }
    }
}
