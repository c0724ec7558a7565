// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The count of a context with many threads: one cell for each stripe, changed by atomic additions. A thread
 * always uses the same stripe, chosen by its identity and not by its carrier or processor, so that an entry
 * that is undone is undone where it was made. Threads numbered one after the other spread evenly.
 */
final class StripedCount extends ReaderCount {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Cells lie so many longs apart, and the first so far from the array's head: two cache lines. */
    private static final int SPACING = 16;

    private static final int MAX_STRIPES = 64;

    /** 2^64 divided by the golden ratio: consecutive numbers end far apart in the upper bits. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    private final long[] cells;
    private final int shift;

    StripedCount() {
        this(2 * Runtime.getRuntime().availableProcessors());
    }

    /** Uses at least so many stripes, rounded up to a power of two of at least 2 and at most 64. */
    StripedCount(int wanted) {
        int bits = 1;
        while (1 << bits < Math.min(wanted, MAX_STRIPES)) {
            bits++;
        }
        cells = new long[((1 << bits) + 1) * SPACING];
        shift = Long.SIZE - bits;
    }

    @Override
    boolean enter() {
        return !isClosed() && !isRetired((long) CELLS.getAndAdd(cells, own(), ONE));
    }

    @Override
    boolean leave() {
        return !isRetired((long) CELLS.getAndAdd(cells, own(), -ONE));
    }

    @Override
    long balance() {
        long sum = 0;
        for (int i = SPACING; i < cells.length; i += SPACING) {
            sum += balanceOf((long) CELLS.getVolatile(cells, i));
        }
        return sum;
    }

    @Override
    long retire() {
        long sum = 0;
        for (int i = SPACING; i < cells.length; i += SPACING) {
            sum += balanceOf((long) CELLS.getAndSet(cells, i, RETIRED));
        }
        return sum;
    }

    private int own() {
        int stripe = (int) (Thread.currentThread().threadId() * SCATTER >>> shift);
        return (stripe + 1) * SPACING;
    }
}
