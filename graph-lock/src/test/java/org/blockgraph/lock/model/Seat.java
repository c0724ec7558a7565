// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import org.blockgraph.lock.Hold;

/**
 * A hold with its place, and what its user knows of it. It belongs to whoever took it out of the queue of
 * seats, which hands it from thread to thread, also while it is inside. What the ledger writes is guarded by
 * the ledger.
 */
final class Seat {

    final Place place;
    final Hold hold;

    /** How often it was entered and not left. Its user's. */
    int depth;

    /** The thread that made the outermost entry. Its user's. */
    Thread enteredBy;

    /** Whether its user is inside, for the writer's look. Plain: nothing but the lock orders it. */
    boolean reading;

    /** The number of its entry, whether it counts as inside, and who doubts that. Guarded by the ledger. */
    long entry;

    boolean inside;
    long abandonedEntry;
    boolean unclear;
    int doubts;

    Seat(Place place, String owner) {
        this.place = place;
        this.hold = place.context().newHold(owner);
    }

    @Override
    public String toString() {
        return hold + " depth " + depth + " " + hold.state();
    }
}
