// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.LockUsageException;
import org.blockgraph.lock.LockUsageException.Rule;

/** Reads through whatever seat is there, in every way there is to enter and to leave. */
final class ReaderScript extends Script {

    private static final int MAX_DEPTH = 3;

    /** Entries less departures of this thread by context. Its own. */
    final Map<LockContext, Long> balances = new HashMap<>();

    ReaderScript(Stage stage, String name, RandomGenerator random, int deeds) {
        super(stage, name, random, deeds);
    }

    @Override
    void deed() throws InterruptedException {
        Seat left = chance(30) ? stage.leftInside.poll() : null;
        Seat seat = left == null ? stage.seats.poll() : left;
        if (seat == null) {
            Thread.yield();
        } else if (seat.depth > 0) {
            leave(seat);
        } else if (stage.source.isClosed() && chance(80)) {
            stage.seats.add(seat);
            Thread.yield();
        } else {
            use(seat);
        }
    }

    /** No seat is left inside when a round is over: whoever left one inside comes here afterwards. */
    @Override
    void end() {
        for (Seat seat = stage.leftInside.poll(); seat != null; seat = stage.leftInside.poll()) {
            leave(seat);
        }
    }

    private void use(Seat seat) throws InterruptedException {
        boolean mustRefuse = seat.place.mustRefuse();
        boolean keep = true;
        boolean entered = false;
        try {
            entered = enter(seat);
            Ledger.require(!entered || !mustRefuse, "entered a closed place: ", seat);
        } catch (LockUsageException e) {
            stage.requireReason(e, seat.place);
            count("reads refused");
            keep = false;
        } finally {
            if (!entered) {
                putBack(seat, keep);
            }
        }
        if (entered) {
            inside(seat);
            if (chance(10)) {
                doing("leaves it inside " + seat);
                count("handed over inside");
                stage.leftInside.add(seat);
            } else {
                leave(seat);
            }
        }
    }

    private void putBack(Seat seat, boolean keep) {
        if (keep) {
            stage.seats.add(seat);
            return;
        }
        seat.hold.close();
        stage.allSeats.remove(seat);
        if (!stage.isClosing()) {
            stage.newSeat(random);
        }
    }

    private boolean enter(Seat seat) throws InterruptedException {
        int way = random.nextInt(6);
        doing("enters by " + way + ' ' + seat);
        boolean entered = switch (way) {
            case 0 -> seat.hold.tryLockRead();
            case 1 -> seat.hold.tryLockRead(random.nextInt(-1, 200), TimeUnit.MICROSECONDS);
            case 2 -> {
                seat.hold.lockReadInterruptibly();
                yield true;
            }
            default -> {
                seat.hold.lockRead();
                yield true;
            }
        };
        count(entered ? "reads" : "reads given up");
        if (entered) {
            cameIn(seat);
        }
        return entered;
    }

    private void cameIn(Seat seat) {
        seat.depth = 1;
        seat.enteredBy = Thread.currentThread();
        balances.merge(seat.place.context(), 1L, Long::sum);
        if (stage.watched) {
            stage.ledger.entered(seat);
        } else {
            seat.reading = true;
        }
    }

    private void inside(Seat seat) throws InterruptedException {
        look(seat);
        dawdle();
        while (seat.depth < MAX_DEPTH && chance(20)) {
            nest(seat);
        }
        if (chance(10)) {
            beRefused(seat);
        }
        if (chance(15)) {
            readThroughAnother();
        }
        if (chance(5) && seat.place.isConfined()) {
            doing("closes the place of " + seat);
            seat.place.close();
        }
        look(seat);
    }

    /** The structure is whole for a reader who is not abandoned. */
    private void look(Seat seat) {
        boolean whole = stage.structure.isWhole();
        // Who is abandoned must notice: the look at the structure comes first.
        VarHandle.loadLoadFence();
        Ledger.require(whole || seat.hold.isAbandoned(), "saw half a change through ", seat);
    }

    private void nest(Seat seat) {
        doing("nests in " + seat);
        try {
            if (chance(50)) {
                seat.hold.lockRead();
            } else {
                Ledger.require(seat.hold.tryLockRead(), "a nested try failed: ", seat);
            }
            seat.depth++;
            count("nested");
        } catch (LockUsageException e) {
            Ledger.require(stage.watched && e.rule() == Rule.ABANDONED, "refused to nest: ", e);
        }
    }

    private void beRefused(Seat seat) throws InterruptedException {
        doing("is refused inside " + seat);
        String held = stage.lock.heldBy(seat.enteredBy);
        Ledger.require(held != null, "inside and not found to be: ", seat);
        refuse(Rule.UPGRADE, () -> stage.lock.global().lock());
        refuse(Rule.UPGRADE, () -> stage.lock.global().tryLock(1, TimeUnit.DAYS));
        refuse(Rule.STILL_HELD, seat.hold::close);
        refuse(Rule.FOREIGN, () -> seat.hold.unlockRead(null));
        if (!stage.isClosing()) {
            try {
                stage.lock.quiesce("model");
                throw new AssertionError("a reader may quiesce: " + seat);
            } catch (LockUsageException e) {
                Ledger.require(e.rule() == Rule.UPGRADE || stage.isClosing(), "refused as ", e);
            }
        }
    }

    /** Something that the lock must refuse. */
    private interface Use {
        void run() throws InterruptedException;
    }

    private static void refuse(Rule rule, Use use) throws InterruptedException {
        try {
            use.run();
        } catch (LockUsageException e) {
            Ledger.require(e.rule() == rule, "refused, but as " + e.rule() + ": ", e.getMessage());
            return;
        }
        throw new AssertionError("not refused as " + rule);
    }

    /** A nested read through a hold of its own never waits for a writer that waits for the outer one. */
    private void readThroughAnother() {
        Seat other = stage.seats.poll();
        if (other != null) {
            doing("nests through " + other);
            try {
                other.hold.lockRead();
            } catch (LockUsageException e) {
                stage.requireReason(e, other.place);
                putBack(other, false);
                return;
            }
            cameIn(other);
            look(other);
            leave(other);
        }
    }

    private void leave(Seat seat) {
        look(seat);
        Hold hold = seat.hold;
        for (; seat.depth > 1; seat.depth--) {
            hold.unlockRead();
        }
        if (stage.watched) {
            stage.ledger.leaving(seat);
        } else {
            seat.reading = false;
        }
        seat.depth = 0;
        if (chance(70)) {
            doing("leaves " + seat);
            balances.merge(seat.place.context(), -1L, Long::sum);
            hold.unlockRead();
        } else {
            Place through = stage.anyShared(random);
            doing("leaves " + seat + " through " + through.context());
            balances.merge(through.context(), -1L, Long::sum);
            hold.unlockRead(through.context());
        }
        if (chance(10)) {
            refuseTwice(seat);
        }
        stage.seats.add(seat);
    }

    private static void refuseTwice(Seat seat) {
        try {
            seat.hold.unlockRead();
        } catch (LockUsageException e) {
            Ledger.require(e.rule() == Rule.NOT_HELD, "refused as ", e);
            return;
        }
        throw new AssertionError("released twice: " + seat);
    }
}
