// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

    /** The most ranges that are kept for requests which may still use them. */
    private static final int MOST_HELD = 16 * MANY;

    /**
     * Clusters that lose a reference.
     *
     * @param discard whether the file below is told when nothing is left in them
     */
    record Range(long cluster, long count, boolean discard) {}

    /** Ranges that are durably unused since a moment of the grace. */
    private record Batch(long moment, Deque<Range> ranges) {}

    private final ImageFile file;
    private final Geometry geometry;
    private final Allocator allocator;
    private final Grace grace;

    /** Unlinked in memory; guarded by the monitor. */
    private List<Range> unlinked = new ArrayList<>();

    /** How long that is, for those who only ask whether it is full. */
    private volatile int waiting;

    /** Durable; guarded by the monitor. */
    private final Deque<Batch> durable = new ArrayDeque<>();

    /** Ranges in there; guarded by the monitor. */
    private int held;

    Frees(ImageFile file, Geometry geometry, Allocator allocator, Grace grace) {
        this.file = file;
        this.geometry = geometry;
        this.allocator = allocator;
        this.grace = grace;
    }

    /** Adds clusters that were unlinked in memory just now. */
    synchronized void add(Range range) {
        unlinked.add(range);
        waiting = unlinked.size();
    }

    boolean isFull() {
        return waiting >= MANY;
    }

    /** Takes what is unlinked now; what is written after this call makes it durable. */
    synchronized List<Range> take() {
        List<Range> taken = unlinked;
        unlinked = new ArrayList<>();
        waiting = 0;
        return taken;
    }

    synchronized void giveBack(List<Range> taken) {
        unlinked.addAll(taken);
        waiting = unlinked.size();
    }

    /** What was taken is durably unlinked. When a request that never ends keeps too many, they are leaked. */
    synchronized void nowDurable(List<Range> taken) {
        if (!taken.isEmpty() && held < MOST_HELD) {
            durable.add(new Batch(grace.now(), new ArrayDeque<>(taken)));
            held += taken.size();
        }
    }

    /**
     * Frees what nobody can use any more. Never waits for requests. Where it fails the rest is left for the
     * next time, except a cluster that can't be freed because the image contradicts itself: that one is
     * leaked. One caller at a time.
     */
    void reclaim(BlockRequest request) throws BlockException {
        Range range = nextOver();
        while (range != null) {
            long end = range.cluster() + range.count();
            long left = range.cluster();
            try {
                while (left < end) {
                    free(request, left++, range.discard());
                }
            } catch (StructureException e) {
                keep(new Range(left, end - left, range.discard()));
                throw e;
            } catch (BlockException e) {
                keep(new Range(left - 1, end - left + 1, range.discard()));
                throw e;
            }
            range = nextOver();
        }
    }

    private synchronized Range nextOver() {
        Batch batch = durable.peek();
        if (batch == null || !grace.isOver(batch.moment())) {
            return null;
        }
        Range range = batch.ranges().poll();
        held--;
        if (batch.ranges().isEmpty()) {
            durable.remove();
        }
        return range;
    }

    private synchronized void keep(Range range) {
        if (range.count() > 0) {
            durable.addFirst(new Batch(grace.now() - Grace.TURNS_NEEDED, new ArrayDeque<>(List.of(range))));
            held++;
        }
    }

    /** Tells the file first: once the allocator has a cluster it may be in use again. */
    private void free(BlockRequest request, long cluster, boolean discard) throws BlockException {
        if (discard && allocator.references(request, cluster) == 1) {
            discard(request, cluster);
        }
        allocator.free(request, cluster, 1);
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
