// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** Counts what an L1 table and the L2 tables below it refer to. */
final class L1Walk {

    private final ImageFile file;
    private final BlockRequest request;
    private final Header header;
    private final Geometry geometry;
    private final ReferenceCounts references;
    private final ImageCheck.Findings findings;
    private long allocated;

    L1Walk(
            ImageFile file, BlockRequest request, Header header, ReferenceCounts references,
            ImageCheck.Findings findings) {
        this.file = file;
        this.request = request;
        this.header = header;
        this.geometry = header.geometry();
        this.references = references;
        this.findings = findings;
    }

    /** Clusters of the disk that are in the file, by the active table. */
    long allocated() {
        return allocated;
    }

    void add(String what, long offset, int entries, boolean active) throws BlockException {
        if (entries == 0 || !references.addOwn(what, offset, geometry.clustersFor(entries * 8L))) {
            return;
        }
        long[] l1 = file.readLongs(request, offset, entries);
        ClusterSet walked = new ClusterSet();
        for (int i = 0; i < entries; i++) {
            long table = L2Entry.offset(l1[i]);
            if ((l1[i] & L2Entry.RESERVED_IN_L1) != 0) {
                findings.corruption(what + ": entry " + i + " is 0x" + Long.toHexString(l1[i]));
            } else if (table != 0 && references.add(what + ": L2 table " + i, table, 1)) {
                if (table < geometry.clusterSize() || !walked.add(geometry.cluster(table))) {
                    findings.corruption(what + ": L2 table " + i + " at " + table + " is another one's, too");
                    continue;
                }
                addTable(what + ": L2 table " + i, table, active);
            }
        }
    }

    private void addTable(String what, long offset, boolean active) throws BlockException {
        long[] entries = file.readLongs(request, offset, geometry.l2Entries());
        for (int i = 0; i < entries.length; i++) {
            long entry = entries[i];
            switch (L2Entry.kind(entry)) {
                case UNALLOCATED, ZERO_PLAIN -> requireNoReserved(what, i, entry);
                case COMPRESSED -> {
                    addCompressed(what, i, entry);
                    allocated += active ? 1 : 0;
                }
                case NORMAL, ZERO_ALLOCATED -> {
                    requireNoReserved(what, i, entry);
                    references.add(what + ": cluster " + i, L2Entry.offset(entry), 1);
                    allocated += active ? 1 : 0;
                }
                default -> throw new AssertionError(entry);
            }
        }
    }

    private void addCompressed(String what, int index, long entry) {
        if (L2Entry.isCopied(entry)) {
            findings.corruption(what + ": compressed cluster " + index + " is marked as not shared");
        }
        references.addBytes(
                what + ": compressed cluster " + index,
                L2Entry.compressedOffset(entry, geometry.clusterBits()),
                compressedBytes(entry));
    }

    /** The last sector of the file's last compressed cluster may be cut off. */
    private long compressedBytes(long entry) {
        return L2Entry.compressedLength(entry, geometry.clusterBits());
    }

    private void requireNoReserved(String what, int index, long entry) {
        boolean zeroInOld = header.version() == 2 && (entry & L2Entry.ZERO) != 0;
        if ((entry & L2Entry.RESERVED_IN_L2) != 0 || zeroInOld) {
            findings.corruption(what + ": entry " + index + " is 0x" + Long.toHexString(entry));
        }
    }
}
