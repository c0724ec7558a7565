// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells of the first write that ends beyond an offset of a node. Set by any thread, looked at by every write.
 */
public final class WriteThreshold {

    private static final long NONE = Long.MAX_VALUE;

    /** Hears of the write. */
    @FunctionalInterface
    public interface Listener {
        /** Hears that a write ended so many bytes beyond the threshold; on the request's thread. */
        void exceeded(long threshold, long beyond);
    }

    private final Listener listener;
    private final AtomicLong offset = new AtomicLong(NONE);

    /** No threshold yet. */
    public WriteThreshold(Listener listener) {
        this.listener = listener;
    }

    /** Sets it; 0 for none. */
    public void set(long wanted) {
        offset.set(wanted == 0 ? NONE : wanted);
    }

    /** Returns it, or 0 for none. */
    public long get() {
        long now = offset.get();
        return now == NONE ? 0 : now;
    }

    /** Looks at a write that begins. */
    void see(long start, long length) {
        long threshold = offset.get();
        long end = start + length;
        if (end > threshold && offset.compareAndSet(threshold, NONE)) {
            listener.exceeded(threshold, end - threshold);
        }
    }
}
