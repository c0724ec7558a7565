// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

/**
 * Entries minus departures of one context. Every cell holds twice its balance; the lowest bit says that the
 * cell is retired, which means that its balance went to the census and it is summed no more. So whoever
 * changes a cell learns in the same step whether that change still counts.
 */
abstract class ReaderCount extends Padding {

    static final long ONE = 2;
    static final long RETIRED = 1;

    /** Set once, under the list lock; read by whoever enters. */
    private volatile boolean closed;

    /**
     * Counts an entry, in a way that is ordered before the caller's next look at the {@link WriterSignal}.
     *
     * @return false when the context is closed and nothing was counted
     */
    abstract boolean enter();

    /**
     * Takes back an entry or counts a departure, after everything that the caller did inside. Undoing an
     * entry reaches the same cell as the entry, given the same thread: the writer's sum relies on it.
     *
     * @return false when the cell is retired; the caller has to count in the census
     */
    abstract boolean leave();

    /** Returns the balance as seen now. Any thread. */
    abstract long balance();

    /** Retires every cell and returns what they held. Under the list lock. */
    abstract long retire();

    /** Refuses entries from now on; under the list lock. Departures count as before. */
    final void close() {
        closed = true;
    }

    final boolean isClosed() {
        return closed;
    }

    static boolean isRetired(long cell) {
        return (cell & RETIRED) != 0;
    }

    static long balanceOf(long cell) {
        return cell >> 1;
    }
}
