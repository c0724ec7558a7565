// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/** Gives clusters of the file out and takes them back. First fit; one request at a time. */
final class Allocator {

    private final ImageFile file;
    private final Geometry geometry;
    private final Refcounts refcounts;
    private final Places places;
    private final RefcountTableGrowth growth;
    private final HeaderFields fields;

    /** Guards everything here and the refcounts. Only {@link ClusterSet}'s monitor is taken inside. */
    private final ReentrantLock lock = new ReentrantLock();

    /** No cluster below is free. */
    private long firstFree;

    /** Nothing was ever written at or above this cluster. */
    private long frontier;

    Allocator(
            ImageFile file, Geometry geometry, Refcounts refcounts, Places places, HeaderFields fields) {
        this.fields = fields;
        this.file = file;
        this.geometry = geometry;
        this.refcounts = refcounts;
        this.places = places;
        this.growth = new RefcountTableGrowth(file, geometry, refcounts, places, fields);
        this.firstFree = 1;
        this.frontier = geometry.clustersFor(file.length());
    }

    /** Gives out one to {@code wanted} neighbouring clusters, each with a refcount of one. */
    Extent allocate(BlockRequest request, long wanted) throws BlockException {
        file.event(request, BlkEvent.CLUSTER_ALLOC);
        lock.lock();
        try {
            refcounts.table().complete(request);
            long cluster = nextFree(request);
            int count = 1;
            while (count < wanted
                    && refcounts.hasBlockFor(cluster + count)
                    && refcounts.get(request, cluster + count) == 0) {
                count++;
            }
            if (cluster < frontier && cluster + count > frontier) {
                count = (int) (frontier - cluster);
            }
            return take(request, cluster, count);
        } finally {
            lock.unlock();
        }
    }

    /** Gives out exactly so many neighbouring clusters, for a table. */
    Extent allocateTable(BlockRequest request, int count) throws BlockException {
        file.event(request, BlkEvent.CLUSTER_ALLOC);
        lock.lock();
        try {
            refcounts.table().complete(request);
            long begin = nextFree(request);
            long cluster = begin;
            while (cluster - begin < count) {
                requireReach(cluster);
                ensureBlock(request, cluster);
                if (refcounts.get(request, cluster) != 0) {
                    begin = cluster + 1;
                }
                cluster++;
            }
            return take(request, begin, count);
        } finally {
            lock.unlock();
        }
    }

    private long nextFree(BlockRequest request) throws BlockException {
        freeReplaced(request);
        long cluster = firstFree;
        while (true) {
            requireReach(cluster);
            ensureBlock(request, cluster);
            if (refcounts.get(request, cluster) == 0) {
                firstFree = cluster;
                return cluster;
            }
            cluster++;
        }
    }

    private void requireReach(long cluster) throws BlockException {
        if (cluster >= geometry.cluster(Geometry.OFFSET_LIMIT)) {
            throw new BlockException(
                    BlockError.NO_SPACE,
                    file.node(),
                    file.node() + ": the image file has reached the format's limit");
        }
    }

    /** Makes sure that the cluster can be counted; a new block may take the cluster itself. */
    private void ensureBlock(BlockRequest request, long cluster) throws BlockException {
        if (refcounts.hasBlockFor(cluster)) {
            return;
        }
        if (cluster >= refcounts.reach()) {
            frontier = Math.max(frontier, growth.grow(request, cluster));
            return;
        }
        places.requireFree(cluster, 1);
        refcounts.addBlock(request, cluster, cluster);
        refcounts.set(request, cluster, 1);
        frontier = Math.max(frontier, cluster + 1);
    }

    private Extent take(BlockRequest request, long cluster, int count) throws BlockException {
        places.requireFree(cluster, count);
        for (int i = 0; i < count; i++) {
            refcounts.set(request, cluster + i, 1);
        }
        boolean virgin = cluster >= frontier;
        if (cluster == firstFree) {
            firstFree = cluster + count;
        }
        frontier = Math.max(frontier, cluster + count);
        return new Extent(cluster, count, virgin);
    }

    /** What a larger refcount table replaced is free once the header names the new one. */
    private void freeReplaced(BlockRequest request) throws BlockException {
        if (growth.hasReplaced()) {
            fields.write(request);
        }
        while (growth.hasReplaced()) {
            free(request, growth.nextReplaced(), 1);
            growth.replacedIsFree();
        }
    }

    /** Drops one reference to each cluster; nothing in the file or in memory has it any more. */
    void free(BlockRequest request, long cluster, long count) throws BlockException {
        file.event(request, BlkEvent.CLUSTER_FREE);
        lock.lock();
        try {
            refcounts.table().complete(request);
            for (long each = cluster; each < cluster + count; each++) {
                long references = refcounts.get(request, each);
                if (references == 0) {
                    throw file.corrupt(
                            "refcount of cluster " + each,
                            geometry.offsetOf(each),
                            "is 0 although it was in use");
                }
                refcounts.set(request, each, references - 1);
                if (references == 1) {
                    firstFree = Math.min(firstFree, each);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns a cluster's count. */
    long references(BlockRequest request, long cluster) throws BlockException {
        lock.lock();
        try {
            refcounts.table().complete(request);
            return refcounts.get(request, cluster);
        } finally {
            lock.unlock();
        }
    }

    boolean isDirty() {
        lock.lock();
        try {
            return growth.hasReplaced() || refcounts.isDirty();
        } finally {
            lock.unlock();
        }
    }

    /** Brings the refcounts into the file; not yet durable, except what the order needs. */
    void writeRefcounts(BlockRequest request) throws BlockException {
        lock.lock();
        try {
            fields.write(request);
            freeReplaced(request);
            refcounts.writeAll(request);
        } finally {
            lock.unlock();
        }
    }

    /** What was written before is durable, or, where that failed, is to be written again. */
    void settle(boolean durable) {
        lock.lock();
        try {
            refcounts.settle(durable);
        } finally {
            lock.unlock();
        }
    }
}
