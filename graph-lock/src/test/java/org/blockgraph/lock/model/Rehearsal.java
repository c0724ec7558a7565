// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.blockgraph.lock.Actor;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockSnapshot;
import org.blockgraph.lock.LockTimeoutException;
import org.blockgraph.lock.LockUsageException;
import org.blockgraph.lock.LockUsageException.Rule;
import org.blockgraph.lock.WriteSection;

/**
 * One step after the other in an order drawn from the seed, so that the lock must be in exactly the state of
 * the model after each: who is inside, who was abandoned, what the sum is, whether a writer gets in.
 */
final class Rehearsal {

    private static final int STEPS = 40;

    private final Stage stage;
    private final RandomGenerator random;
    private final List<Part> parts = new ArrayList<>();

    /** The model of one hold. */
    private static final class Part {
        final Hold hold;
        int depth;
        boolean abandoned;

        Part(Hold hold) {
            this.hold = hold;
        }

        Hold.State state() {
            if (depth == 0) {
                return Hold.State.FREE;
            }
            return abandoned ? Hold.State.ABANDONED : Hold.State.HELD;
        }
    }

    Rehearsal(Stage stage, RandomGenerator random) {
        this.stage = stage;
        this.random = random;
        // The places that are closed already refuse; those seats sit this one out.
        stage.allSeats.stream()
                .filter(seat -> !seat.place.mayRefuse())
                .forEach(seat -> parts.add(new Part(seat.hold)));
    }

    void play() throws Exception {
        if (parts.isEmpty()) {
            return;
        }
        Actor reader = Actor.platform("reading model");
        try {
            for (int i = 0; i < STEPS; i++) {
                Part part = parts.get(random.nextInt(parts.size()));
                switch (random.nextInt(6)) {
                    case 0, 1 -> reader.run(() -> enter(part));
                    case 2, 3 -> reader.run(() -> leave(part));
                    case 4 -> abandon(part);
                    default -> write();
                }
                compare();
            }
            for (Part part : parts) {
                while (part.depth > 0) {
                    reader.run(() -> leave(part));
                }
            }
        } finally {
            reader.close();
        }
    }

    private void enter(Part part) {
        if (part.abandoned) {
            refuse(Rule.ABANDONED, part.hold::lockRead);
            refuse(Rule.ABANDONED, part.hold::tryLockRead);
        } else {
            part.hold.lockRead();
            part.depth++;
        }
    }

    private void leave(Part part) {
        if (part.depth == 0) {
            refuse(Rule.NOT_HELD, part.hold::unlockRead);
            return;
        }
        part.hold.unlockRead();
        part.depth--;
        if (part.depth == 0) {
            part.abandoned = false;
        }
    }

    private void abandon(Part part) {
        boolean possible = part.depth > 0 && !part.abandoned;
        Life.equal(possible, part.hold.abandon(), "abandoned", part.hold);
        part.abandoned |= possible;
    }

    /** A writer gets in exactly if nobody is inside who counts; its failure leaves everything as it was. */
    private void write() throws InterruptedException {
        stage.lock.global().lock();
        try {
            try (WriteSection section = stage.lock.tryLockWrite("rehearsal")) {
                Life.equal(inside() == 0, section != null, "a try to write got in", parts.size());
            }
            if (inside() > 0) {
                LockTimeoutException timeout = null;
                try (WriteSection _ = stage.lock.lockWrite("rehearsal", 0, TimeUnit.SECONDS)) {
                    throw new AssertionError("the writer came in beside a reader");
                } catch (LockTimeoutException e) {
                    timeout = e;
                }
                Life.equal(inside(), (long) timeout.readers().size(), "readers named", timeout);
            }
        } finally {
            stage.lock.global().unlock();
        }
    }

    private long inside() {
        return parts.stream().filter(part -> part.state() == Hold.State.HELD).count();
    }

    private void compare() {
        LockSnapshot now = stage.lock.snapshot(false);
        Life.equal(inside(), now.readerSum(), "sum", now);
        Life.equal(parts.stream().filter(part -> part.depth > 0).count(), (long) now.readers().size(),
                "readers", now);
        Life.equal(0, now.quiesceDepth(), "quiesce depth", now);
        for (Part part : parts) {
            Life.equal(part.state(), part.hold.state(), "state of " + part.hold, now);
            Life.equal(part.abandoned, part.hold.isAbandoned(), "abandoned, of " + part.hold, now);
        }
    }

    private static void refuse(Rule rule, Runnable use) {
        try {
            use.run();
        } catch (LockUsageException e) {
            Life.equal(rule, e.rule(), "refusal", e.getMessage());
            return;
        }
        throw new AssertionError("not refused as " + rule);
    }
}
