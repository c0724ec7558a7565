// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.nbd;

import java.util.SplittableRandom;

/**
 * Which requests are made. One thread.
 *
 * @param kind what each does
 * @param begin where the range begins, in bytes
 * @param end where it ends
 * @param random chooses offsets
 */
record Work(Kind kind, long begin, long end, SplittableRandom random) {

    /** Bytes in a request. */
    static final int SIZE = 4096;

    /** From one allocating write to the next: a cluster of qcow2's usual size. */
    private static final long CLUSTER = 64 << 10;

    /** What requests do. */
    enum Kind {
        /** Reads anywhere. */
        READ,
        /** Writes anywhere. */
        WRITE,
        /** Each write is the first in its cluster; there are as many as the range has clusters. */
        ALLOCATE
    }

    /** Returns the offset of a request, or -1 when there are no more. */
    long offset(long number) {
        if (kind == Kind.ALLOCATE) {
            long offset = begin + number * CLUSTER;
            return offset < end ? offset : -1;
        }
        return begin + random.nextLong((end - begin) / SIZE) * SIZE;
    }

    boolean writes() {
        return kind != Kind.READ;
    }
}
