// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.concurrent.TimeUnit;

/**
 * A deadline for somebody who looks at it often: of a longer time between two looks only a part counts, since
 * the whole process was stopped meanwhile, as long proofs are while something else is measured.
 */
public final class Patience {

    /** How often to look at least. */
    public static final long LOOK_MILLIS = 100;

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long left;
    private long last = System.nanoTime();

    /** Lasts so long from now. */
    public Patience(long seconds) {
        left = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Looks at the clock. */
    public boolean isOver() {
        long now = System.nanoTime();
        left -= Math.min(now - last, MOST_NANOS);
        last = now;
        return left <= 0;
    }
}
