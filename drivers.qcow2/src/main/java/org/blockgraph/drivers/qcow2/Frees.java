// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;

/**
 * Clusters on their way back to the allocator. Nothing in memory refers to them any more; they are free when
 * that is durable and no request that may still use them is left. Until then they only cost space.
 */
final class Frees {

    /** When so many ranges wait for a flush, one is made; see {@link #isFull}. */
    private static final int MANY = 16_384;

    /**
     * Clusters that lose a reference.
     *
     * @param discard whether the file below is told when nothing is left in them
     */
    record Range(long cluster, long count, boolean discard) {}

    /** Ranges that are durably unused since a moment of the grace. */
    private record Batch(long moment, List<Range> ranges) {}

    private final ImageFile file;
    private final Geometry geometry;
    private final Allocator allocator;
    private final Grace grace;

    /** Unlinked in memory; guarded by the monitor. */
    private List<Range> unlinked = new ArrayList<>();

    /** Durable; guarded by the monitor. */
    private final Queue<Batch> durable = new ArrayDeque<>();

    Frees(ImageFile file, Geometry geometry, Allocator allocator, Grace grace) {
        this.file = file;
        this.geometry = geometry;
        this.allocator = allocator;
        this.grace = grace;
    }

    /** Adds clusters that were unlinked in memory just now. */
    synchronized void add(Range range) {
        unlinked.add(range);
    }

    synchronized boolean isFull() {
        return unlinked.size() >= MANY;
    }

    synchronized boolean isEmpty() {
        return unlinked.isEmpty() && durable.isEmpty();
    }

    /** Takes what is unlinked now; what is written after this call makes it durable. */
    synchronized List<Range> take() {
        List<Range> taken = unlinked;
        unlinked = new ArrayList<>();
        return taken;
    }

    synchronized void giveBack(List<Range> taken) {
        unlinked.addAll(taken);
    }

    /** What was taken is durably unlinked. */
    synchronized void nowDurable(List<Range> taken) {
        if (!taken.isEmpty()) {
            durable.add(new Batch(grace.now(), taken));
        }
    }

    /** Frees what nobody can use any more. Never waits for requests. */
    void reclaim(BlockRequest request) throws BlockException {
        Batch batch = nextOver();
        while (batch != null) {
            for (Range range : batch.ranges()) {
                free(request, range);
            }
            batch = nextOver();
        }
    }

    private synchronized Batch nextOver() {
        Batch batch = durable.peek();
        return batch == null || !grace.isOver(batch.moment()) ? null : durable.poll();
    }

    /** Tells the file first: once the allocator has a cluster it may be in use again. */
    private void free(BlockRequest request, Range range) throws BlockException {
        for (long cluster = range.cluster(); cluster < range.cluster() + range.count(); cluster++) {
            if (range.discard() && allocator.references(request, cluster) == 1) {
                discard(request, cluster);
            }
            allocator.free(request, cluster, 1);
        }
    }

    /** A hint: a file that can't take it only keeps the space. */
    private void discard(BlockRequest request, long cluster) throws BlockException {
        try {
            file.child().discard(request, geometry.offsetOf(cluster), geometry.clusterSize(), IoFlags.NONE);
        } catch (BlockException e) {
            if (e.error() == BlockError.ABANDONED) {
                throw e;
            }
        }
    }
}
