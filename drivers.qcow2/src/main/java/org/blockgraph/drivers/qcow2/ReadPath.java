// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;

/**
 * Reads: run after run of clusters that lie behind each other. Takes no lock where the table is in memory.
 */
final class ReadPath {

    private final Geometry geometry;
    private final L1Table l1;
    private final L2Cache l2;
    private final Content content;

    ReadPath(Geometry geometry, L1Table l1, L2Cache l2, Content content) {
        this.geometry = geometry;
        this.l1 = l1;
        this.l2 = l2;
        this.content = content;
    }

    int read(BlockRequest request, long offset, MemorySegment target, int flags) throws BlockException {
        long size = target.byteSize();
        long done = 0;
        while (done < size) {
            long at = offset + done;
            int l1Index = geometry.l1Index(at);
            L2Table table = l2.cached(l1Index);
            if (table == null) {
                if ((flags & IoFlags.NOWAIT) != 0 && l1.has(l1Index)) {
                    return IoResult.WOULD_BLOCK;
                }
                table = l2.findToRead(request, l1Index);
            }
            long run = Math.min(size - done, geometry.l2Reach() - (at & geometry.l2Reach() - 1));
            long entry = 0;
            if (table != null) {
                entry = table.get(geometry.l2Index(at));
                run = Math.min(run, run(table, entry, at, run));
            }
            MemorySegment part = run == size ? target : target.asSlice(done, run);
            if (content.read(request, entry, at, part, flags) == IoResult.WOULD_BLOCK) {
                return IoResult.WOULD_BLOCK;
            }
            done += run;
        }
        return IoResult.DONE;
    }

    /**
     * How far one read reaches: over clusters of the file that are neighbours there, or of one other kind.
     */
    private long run(L2Table table, long entry, long at, long wanted) throws BlockException {
        long run = geometry.clusterSize() - geometry.inCluster(at);
        if (run >= wanted || (entry & L2Entry.COMPRESSED) != 0) {
            return run;
        }
        boolean normal = L2Entry.isNormal(entry);
        long offset = L2Entry.offset(entry);
        int index = geometry.l2Index(at);
        while (run < wanted) {
            long next = table.get(++index);
            offset += geometry.clusterSize();
            boolean goesOn = normal
                    ? L2Entry.isNormal(next) && L2Entry.offset(next) == offset
                    : L2Entry.kind(next) == L2Entry.kind(entry);
            if (!goesOn) {
                break;
            }
            run += geometry.clusterSize();
        }
        return run;
    }
}
