// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.driver.BlkEvent;

/** Writes: in place where the cluster is the image's own, else by allocation. */
final class WritePath {

    private final ImageFile file;
    private final Geometry geometry;
    private final L2Cache l2;
    private final AllocatingWrite allocating;

    WritePath(ImageFile file, Geometry geometry, L2Cache l2, AllocatingWrite allocating) {
        this.file = file;
        this.geometry = geometry;
        this.l2 = l2;
        this.allocating = allocating;
    }

    /** Writes all of it, or, with NOWAIT, only where one write to the file does it. */
    int write(BlockRequest request, long offset, MemorySegment source, int flags) throws BlockException {
        boolean noWait = (flags & IoFlags.NOWAIT) != 0;
        long size = source.byteSize();
        long done = 0;
        while (done < size) {
            long at = offset + done;
            int l1Index = geometry.l1Index(at);
            L2Table table = noWait ? l2.cached(l1Index) : l2.find(request, l1Index);
            long entry = table == null ? 0 : table.get(geometry.l2Index(at));
            long run = L2Entry.isInPlace(entry) ? inPlaceRun(table, entry, at, size - done) : 0;
            if (noWait && run < size) {
                return IoResult.WOULD_BLOCK;
            }
            MemorySegment rest = done == 0 ? source : source.asSlice(done);
            if (run > 0) {
                MemorySegment part = run == rest.byteSize() ? rest : rest.asSlice(0, run);
                long place = L2Entry.offset(entry) + geometry.inCluster(at);
                if (!noWait) {
                    file.event(request, BlkEvent.WRITE_AIO);
                }
                if (file.child().write(request, place, part, flags) == IoResult.WOULD_BLOCK) {
                    return IoResult.WOULD_BLOCK;
                }
                done += run;
            } else {
                done += allocating.write(request, at, rest);
            }
        }
        return IoResult.DONE;
    }

    /** How far one write in place reaches. */
    private long inPlaceRun(L2Table table, long entry, long at, long wanted) throws BlockException {
        long run = geometry.clusterSize() - geometry.inCluster(at);
        long offset = L2Entry.offset(entry);
        int index = geometry.l2Index(at) + 1;
        while (run < wanted && index < table.length()) {
            long next = table.get(index++);
            offset += geometry.clusterSize();
            if (!L2Entry.isInPlace(next) || L2Entry.offset(next) != offset) {
                break;
            }
            run += geometry.clusterSize();
        }
        return Math.min(run, wanted);
    }
}
