// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.driver.Child;

/** What a cluster holds, given its entry: in the file, deflated, zeroes, or in the backing child. */
final class Content {

    private final ImageFile file;
    private final Geometry geometry;
    private final Child backing;
    private final Inflation inflation;

    /** @param backing the backing child, or null */
    Content(ImageFile file, Geometry geometry, Child backing) {
        this.file = file;
        this.geometry = geometry;
        this.backing = backing;
        this.inflation = new Inflation(file, geometry);
    }

    /**
     * Returns where that ends which growth of the disk would let be seen: the rest of its last cluster and
     * what a longer backing file has there.
     */
    long visibleBehind(long size, long newSize) {
        long cluster = geometry.offsetOf(geometry.clustersFor(size));
        return Math.min(newSize, Math.max(cluster, backing == null ? 0 : backing.length()));
    }

    boolean hasBacking() {
        return backing != null;
    }

    Child backing() {
        return backing;
    }

    /** Tells whether the range reads as zeroes for sure, without I/O. */
    boolean isZero(long entry, long guestOffset) {
        return switch (L2Entry.kind(entry)) {
            case ZERO_PLAIN, ZERO_ALLOCATED -> true;
            case UNALLOCATED -> backing == null || guestOffset >= backing.length();
            case NORMAL, COMPRESSED -> false;
        };
    }

    /** Fills the target, which lies in one cluster or, where nothing is in the file, in a run of them. */
    int read(BlockRequest request, long entry, long guestOffset, MemorySegment target, int flags)
            throws BlockException {
        int inCluster = geometry.inCluster(guestOffset);
        return switch (L2Entry.kind(entry)) {
            case NORMAL -> {
                tell(request, BlkEvent.READ_AIO, flags);
                yield file.child().read(request, L2Entry.offset(entry) + inCluster, target, flags);
            }
            case UNALLOCATED -> readBacking(request, guestOffset, target, flags);
            case ZERO_PLAIN, ZERO_ALLOCATED -> {
                target.fill((byte) 0);
                yield IoResult.DONE;
            }
            case COMPRESSED -> {
                if ((flags & IoFlags.NOWAIT) != 0) {
                    yield IoResult.WOULD_BLOCK;
                }
                file.event(request, BlkEvent.READ_COMPRESSED);
                inflation.read(request, entry, inCluster, target);
                yield IoResult.DONE;
            }
        };
    }

    private int readBacking(BlockRequest request, long guestOffset, MemorySegment target, int flags)
            throws BlockException {
        if (backing == null || guestOffset >= backing.length()) {
            target.fill((byte) 0);
            return IoResult.DONE;
        }
        tell(request, BlkEvent.READ_BACKING_AIO, flags);
        return backing.read(request, guestOffset, target, flags);
    }

    private void tell(BlockRequest request, BlkEvent event, int flags) throws BlockException {
        if ((flags & IoFlags.NOWAIT) == 0) {
            file.event(request, event);
        }
    }

    void close() {
        inflation.close();
    }
}
