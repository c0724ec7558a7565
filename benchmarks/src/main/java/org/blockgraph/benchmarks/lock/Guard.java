// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

/** A lock with readers and a writer, as the benchmarks see each of them. Made anew for every trial. */
interface Guard {

    /** One thread's way in and out. */
    interface Reader {
        /** Enters as a reader. */
        void enter();

        /** Leaves. */
        void leave();
    }

    /** Returns the way in for one thread, which is prepared here and not in {@link Reader#enter}. */
    Reader newReader();

    /** Does something as the writer. One thread calls it. */
    void write(Runnable change);
}
