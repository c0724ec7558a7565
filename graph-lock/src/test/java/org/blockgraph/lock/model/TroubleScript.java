// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.List;
import java.util.random.RandomGenerator;
import org.blockgraph.lock.GraphLock.AutoCloseableRegistration;
import org.blockgraph.lock.LockUsageException;
import org.blockgraph.lock.QuiesceSection;

/** Abandons, interrupts, closes and looks on. Holds nothing. */
final class TroubleScript extends Script {

    private final List<Thread> threads;
    private final boolean closes;

    /** Makes one that interrupts those threads, and closes the lock at the end if it shall. */
    TroubleScript(
            Stage stage,
            String name,
            RandomGenerator random,
            int deeds,
            List<Thread> threads,
            boolean closes) {
        super(stage, name, random, deeds);
        this.threads = threads;
        this.closes = closes;
    }

    @Override
    void deed() {
        try {
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> abandon();
                case 3 -> threads.get(random.nextInt(threads.size())).interrupt();
                case 4 -> {
                    doing("replaces a shared place");
                    stage.replaceShared(random);
                }
                case 5 -> quiesce();
                default -> lookOn();
            }
        } catch (LockUsageException e) {
            stage.requireReason(e, null);
        }
        dawdle();
    }

    @Override
    void end() {
        if (closes) {
            doing("closes the lock");
            stage.closeLock();
        }
    }

    private void abandon() {
        List<Seat> all = List.copyOf(stage.allSeats);
        if (stage.watched && !all.isEmpty()) {
            Seat seat = all.get(random.nextInt(all.size()));
            doing("abandons " + seat.hold);
            long entry = stage.ledger.abandoning(seat);
            boolean done = false;
            try {
                done = seat.hold.abandon();
            } finally {
                stage.ledger.abandoned(seat, entry, done);
            }
            count(done ? "abandoned" : "not to be abandoned");
        }
    }

    private void quiesce() {
        doing("quiesces");
        Source late = new Source();
        AutoCloseableRegistration registration;
        try (QuiesceSection _ = stage.lock.quiesce("model")) {
            Ledger.require(stage.source.isClosed(), "a quiesce beside an open source", "");
            registration = stage.lock.addQuiesceHook(late);
            Ledger.require(late.isClosed(), "a new source stayed open in a quiesce", "");
            dawdle();
            if (random.nextBoolean()) {
                registration.close();
                late.requireOpen();
            }
        }
        registration.close();
        late.requireOpen();
    }

    private void lookOn() {
        doing("looks on");
        stage.lock.snapshot(random.nextInt(10) == 0).readers().forEach(reader ->
                Ledger.require(reader.sinceNanos() >= 0, "inside since tomorrow: ", reader));
    }
}
