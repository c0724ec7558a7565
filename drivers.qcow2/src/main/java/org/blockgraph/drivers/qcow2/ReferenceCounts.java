// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.Arrays;

/** How often each cluster of the file is referred to; during a check, by one thread. */
final class ReferenceCounts {

    private static final int MOST_CLUSTERS = Integer.MAX_VALUE - 16;

    private final Geometry geometry;
    private final long clusters;
    private final ImageCheck.Findings findings;

    /** Grows as far as references reach: the file's size is a claim too. */
    private int[] counts = new int[1024];

    ReferenceCounts(Geometry geometry, long clusters, ImageCheck.Findings findings) {
        this.geometry = geometry;
        this.clusters = Math.min(clusters, MOST_CLUSTERS);
        this.findings = findings;
    }

    long clusters() {
        return clusters;
    }

    long of(long cluster) {
        return cluster < counts.length ? counts[(int) cluster] : 0;
    }

    /**
     * Counts references to clusters of a table that nothing else refers to; returns false, and notes why,
     * where that can't be. So no table is walked twice, however often an image names it.
     */
    boolean addOwn(String what, long offset, long count) {
        long first = geometry.cluster(offset);
        for (long cluster = first; cluster < Math.min(first + count, counts.length); cluster++) {
            if (counts[(int) cluster] > 0) {
                findings.corruption(what + " at " + offset + " overlaps another structure");
                return false;
            }
        }
        return add(what, offset, count);
    }

    /** The same for a table of so many bytes that may begin within a cluster. */
    boolean addOwnBytes(String what, long offset, long length) {
        long first = geometry.cluster(offset);
        return addOwn(what, geometry.offsetOf(first), geometry.cluster(offset + length - 1) - first + 1);
    }

    /** Counts references to whole clusters; returns false, and notes why, where they can't be. */
    boolean add(String what, long offset, long count) {
        long first = geometry.cluster(offset);
        if (!geometry.isAligned(offset)) {
            findings.corruption(what + " at " + offset + " is not at a cluster");
            return false;
        }
        if (offset < 0 || first + count > clusters) {
            findings.corruption(what + " at " + offset + " lies beyond the end of the file");
            return false;
        }
        ensure(first + count);
        for (long cluster = first; cluster < first + count; cluster++) {
            counts[(int) cluster]++;
        }
        return true;
    }

    /** Counts a reference to every cluster that the bytes touch. */
    void addBytes(String what, long offset, long length) {
        long first = geometry.cluster(offset);
        add(what, geometry.offsetOf(first), geometry.cluster(offset + length - 1) - first + 1);
    }

    private void ensure(long length) {
        if (length > counts.length) {
            counts = Arrays.copyOf(counts, (int) Math.min(clusters, Math.max(length, counts.length * 2L)));
        }
    }
}
