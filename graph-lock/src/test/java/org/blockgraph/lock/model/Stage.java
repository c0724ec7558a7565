// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.LockUsageException;
import org.blockgraph.lock.LockUsageException.Rule;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;

/** One lock, what it protects, and everything that the actors share. */
final class Stage implements AutoCloseable {

    private static final int SHARED_PLACES = 3;

    final GraphLockFactoryComponent factory = new GraphLockFactoryComponent();
    final GraphLock lock = factory.open("model");
    final Structure structure = new Structure();
    final Ledger ledger = new Ledger();
    final Source source = new Source();

    /** Free seats that nobody uses now. */
    final Queue<Seat> seats = new ConcurrentLinkedQueue<>();

    /** Seats whose user left them inside for another thread. */
    final Queue<Seat> leftInside = new ConcurrentLinkedQueue<>();

    /** Every seat there ever was and is not closed. */
    final List<Seat> allSeats = new CopyOnWriteArrayList<>();

    private final AtomicReferenceArray<Place> shared = new AtomicReferenceArray<>(SHARED_PLACES);
    private final AtomicInteger names = new AtomicInteger();

    /**
     * Whether the ledger is kept. It orders the actors by its monitor, which could hide a missing order of
     * the lock's; without it the structure alone tells.
     */
    final boolean watched;

    private volatile boolean closing;

    Stage(RandomGenerator random, int seatCount) {
        watched = random.nextBoolean();
        lock.addQuiesceHook(source);
        for (int i = 0; i < SHARED_PLACES; i++) {
            shared.set(i, newPlace(ContextKind.SHARED));
        }
        for (int i = 0; i < seatCount; i++) {
            newSeat(random);
        }
    }

    private Place newPlace(ContextKind kind) {
        return new Place(lock, "place " + names.incrementAndGet(), kind);
    }

    /** Makes a seat, in a place of its own or in a shared one. */
    void newSeat(RandomGenerator random) {
        while (true) {
            Place place = null;
            try {
                place = random.nextBoolean() ? newPlace(ContextKind.CONFINED) : anyShared(random);
                Seat seat = new Seat(place, "seat " + names.incrementAndGet());
                allSeats.add(seat);
                seats.add(seat);
                return;
            } catch (LockUsageException e) {
                requireReason(e, place);
                if (closing) {
                    return;
                }
            }
        }
    }

    Place anyShared(RandomGenerator random) {
        return shared.get(random.nextInt(SHARED_PLACES));
    }

    /** Closes a shared place, in use or not, and puts a new one where it was. */
    void replaceShared(RandomGenerator random) {
        int i = random.nextInt(SHARED_PLACES);
        Place place = newPlace(ContextKind.SHARED);
        shared.getAndSet(i, place).close();
    }

    /** A refusal must have a reason: the lock or the place was being closed. */
    void requireReason(LockUsageException refusal, Place place) {
        if (refusal.rule() != Rule.CLOSED || !closing && (place == null || !place.mayRefuse())) {
            throw new AssertionError("refused without a reason", refusal);
        }
    }

    boolean isClosing() {
        return closing;
    }

    void closeLock() {
        closing = true;
        lock.close();
    }

    @Override
    public void close() {
        lock.close();
    }
}
