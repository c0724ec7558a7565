// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

/**
 * The sequential model: who is inside, by one number and one flag under one monitor. An entry is written
 * down after the lock let the reader in and struck out before it leaves, so what overlaps here overlapped in
 * the lock. While somebody abandons a hold it does not count here, for it may not count in the lock either.
 */
final class Ledger {

    private int readers;
    private boolean writing;

    synchronized void entered(Seat seat) {
        // It may have been abandoned before it came here.
        seat.unclear = seat.doubts > 0 || seat.hold.isAbandoned();
        require(!writing || seat.unclear, "a reader came in beside the writer: ", seat);
        seat.entry++;
        seat.inside = true;
        readers += counts(seat) ? 1 : 0;
    }

    synchronized void leaving(Seat seat) {
        require(seat.inside, "left without being inside: ", seat);
        readers -= counts(seat) ? 1 : 0;
        seat.inside = false;
    }

    synchronized void writerEntered() {
        require(readers == 0, "the writer came in beside readers: ", readers);
        require(!writing, "two writers", "");
        writing = true;
    }

    synchronized void writerLeaving() {
        writing = false;
    }

    /** Begins an attempt to abandon; returns the entry that it may meet, or 0. */
    synchronized long abandoning(Seat seat) {
        readers -= counts(seat) ? 1 : 0;
        seat.doubts++;
        return seat.inside ? seat.entry : 0;
    }

    /** Ends the attempt: what the lock answered must be possible. */
    synchronized void abandoned(Seat seat, long entry, boolean done) {
        seat.doubts--;
        boolean sameEntry = seat.inside && seat.entry == entry;
        if (done && sameEntry) {
            require(seat.abandonedEntry != entry, "abandoned twice: ", seat);
            seat.abandonedEntry = entry;
        } else if (done) {
            // It met an entry that is over or one that began meanwhile: nobody can tell.
            seat.unclear = true;
        } else if (sameEntry && seat.doubts == 0 && !seat.unclear) {
            require(seat.abandonedEntry == entry, "was inside and could not be abandoned: ", seat);
        }
        readers += counts(seat) ? 1 : 0;
    }

    private static boolean counts(Seat seat) {
        return seat.inside && seat.doubts == 0 && !seat.unclear && seat.abandonedEntry != seat.entry;
    }

    synchronized void requireEmpty() {
        require(readers == 0 && !writing, "somebody is left inside: ", readers + " readers");
    }

    static void require(boolean holds, String what, Object subject) {
        if (!holds) {
            throw new AssertionError(what + subject);
        }
    }
}
