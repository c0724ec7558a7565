// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.CreateContext;

/**
 * Lays out an empty image: header, refcount table, refcount blocks, L1 table, in this order in the file. The
 * header comes last, so that a file which is cut off is no image.
 */
final class Creation {

    private static final int HEADER_CLUSTERS = 1;

    private final CreateContext context;
    private final CreateOptions options;
    private final Geometry geometry;
    private final ImageFile file;
    private final long l1Entries;

    Creation(CreateContext context, CreateOptions options) throws BlockException {
        this.context = context;
        this.options = options;
        this.geometry = options.geometry();
        this.file = new ImageFile(context.file(), context.name());
        this.l1Entries = geometry.l1EntriesFor(context.size());
        if (l1Entries * Geometry.ENTRY_BYTES > Header.MAX_L1_BYTES) {
            throw new BlockException(
                    BlockError.INVALID,
                    context.name(),
                    context.name() + ": " + context.size() + " bytes are too many for clusters of "
                            + geometry.clusterSize() + " bytes; use a larger cluster_size");
        }
    }

    void run() throws BlockException {
        BlockRequest request = context.request();
        long l1Clusters = geometry.clustersFor(l1Entries * Geometry.ENTRY_BYTES);
        RefcountWidth width = new RefcountWidth(options.refcountOrder());
        NewRefcounts refcounts = new NewRefcounts(geometry, width, HEADER_CLUSTERS + l1Clusters);
        refcounts.write(file, request, HEADER_CLUSTERS);
        long l1Cluster = HEADER_CLUSTERS + refcounts.clusters();
        // What a file gains reads as zeroes: an L1 table without entries.
        context.file().truncate(request, geometry.offsetOf(l1Cluster + l1Clusters));
        file.flush(request);
        HeaderWriter.write(file, request, header(refcounts.tableClusters(), geometry.offsetOf(l1Cluster)));
    }

    private Header header(int tableClusters, long l1Offset) {
        return new Header(
                options.version(),
                geometry,
                context.size(),
                (int) l1Entries,
                l1Offset,
                geometry.offsetOf(HEADER_CLUSTERS),
                tableClusters,
                options.refcountOrder(),
                0,
                0,
                0,
                options.lazyRefcounts() ? Features.LAZY_REFCOUNTS : 0,
                0,
                options.version() == 3 ? Header.NEW_V3_BYTES : Header.V2_BYTES,
                options.backingFile(),
                options.backingFormat(),
                0,
                null);
    }
}
