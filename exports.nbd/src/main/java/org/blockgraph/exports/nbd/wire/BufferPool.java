// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Native buffers that are used again, so that clients that come and go leave no memory behind. At most {@link
 * #KEPT} bytes lie here; what is given back beyond that is left to the collector. Guarded by the monitor.
 */
public final class BufferPool {

    /** The most bytes that are kept while nobody uses them. */
    public static final int KEPT = 64 << 20;

    private final Map<Integer, ArrayDeque<NativeBuffer>> free = new TreeMap<>();
    private long kept;

    /** Borrows a buffer of exactly the size, in bytes. */
    public NativeBuffer take(int size) {
        synchronized (this) {
            ArrayDeque<NativeBuffer> fitting = free.get(size);
            if (fitting != null && !fitting.isEmpty()) {
                kept -= size;
                return fitting.pop();
            }
        }
        return NativeBuffer.allocate(size);
    }

    /** Takes a buffer back. Nothing reads or writes it any more. */
    public synchronized void give(NativeBuffer buffer) {
        if (kept + buffer.size() <= KEPT) {
            kept += buffer.size();
            buffer.bytes().clear();
            free.computeIfAbsent(buffer.size(), size -> new ArrayDeque<>()).push(buffer);
        }
    }
}
