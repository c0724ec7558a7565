// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** Reads compressed clusters: raw deflate streams, without a header. Any thread. */
final class Inflation {

    /** Inflaters that are kept for the next cluster; more that are needed at once are made and ended. */
    private static final int KEPT = 4;

    private final ImageFile file;
    private final Geometry geometry;
    private final BlockingQueue<Inflater> idle = new ArrayBlockingQueue<>(KEPT);

    Inflation(ImageFile file, Geometry geometry) {
        this.file = file;
        this.geometry = geometry;
    }

    /** Fills the target from within the cluster that the entry describes. */
    void read(BlockRequest request, long entry, int inCluster, MemorySegment target) throws BlockException {
        long offset = L2Entry.compressedOffset(entry, geometry.clusterBits());
        int length = L2Entry.compressedLength(entry, geometry.clusterBits());
        byte[] packed = file.readBytes(request, offset, length);
        byte[] cluster = inflate(packed, offset);
        MemorySegment.copy(cluster, inCluster, target, ValueLayout.JAVA_BYTE, 0, (int) target.byteSize());
    }

    private byte[] inflate(byte[] packed, long offset) throws BlockException {
        Inflater inflater = idle.poll();
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        try {
            byte[] cluster = new byte[geometry.clusterSize()];
            inflater.setInput(packed);
            int done = 0;
            while (done < cluster.length) {
                int more = inflater.inflate(cluster, done, cluster.length - done);
                if (more == 0) {
                    throw file.damaged("compressed cluster", offset, "ends after " + done + " bytes");
                }
                done += more;
            }
            return cluster;
        } catch (DataFormatException e) {
            throw file.damaged("compressed cluster", offset, "is no deflate stream: " + e.getMessage());
        } finally {
            inflater.reset();
            if (!idle.offer(inflater)) {
                inflater.end();
            }
        }
    }

    /** Frees what is kept; no request is in flight. */
    void close() {
        for (Inflater each = idle.poll(); each != null; each = idle.poll()) {
            each.end();
        }
    }
}
