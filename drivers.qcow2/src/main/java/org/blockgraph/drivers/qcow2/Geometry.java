// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

/**
 * The arithmetic of an image: which table entry is for which guest offset. Sizes and offsets in bytes.
 *
 * @param clusterBits the binary logarithm of the cluster size
 */
record Geometry(int clusterBits) {

    static final int MIN_CLUSTER_BITS = 9;
    static final int MAX_CLUSTER_BITS = 21;
    static final int ENTRY_BYTES = Long.BYTES;

    /** The largest offset in the file that an entry can hold, exclusive. */
    static final long OFFSET_LIMIT = 1L << 56;

    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Entries in an L2 table, which fills one cluster. */
    int l2Entries() {
        return 1 << clusterBits - 3;
    }

    /** How much of the disk one L2 table maps. */
    long l2Reach() {
        return 1L << clusterBits + clusterBits - 3;
    }

    int l1Index(long guestOffset) {
        return (int) (guestOffset >>> clusterBits + clusterBits - 3);
    }

    int l2Index(long guestOffset) {
        return (int) (guestOffset >>> clusterBits) & l2Entries() - 1;
    }

    int inCluster(long offset) {
        return (int) offset & clusterSize() - 1;
    }

    long clusterStart(long offset) {
        return offset & -clusterSize();
    }

    long cluster(long offset) {
        return offset >>> clusterBits;
    }

    long offsetOf(long cluster) {
        return cluster << clusterBits;
    }

    boolean isAligned(long offset) {
        return inCluster(offset) == 0;
    }

    /** Clusters that hold so many bytes. */
    long clustersFor(long bytes) {
        return bytes + clusterSize() - 1 >>> clusterBits;
    }

    /** L1 entries that a disk of this size needs. */
    long l1EntriesFor(long size) {
        long reach = l2Reach();
        return size / reach + (size % reach == 0 ? 0 : 1);
    }
}
