// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockTimeoutException;
import org.blockgraph.lock.LockUsageException;
import org.blockgraph.lock.LockUsageException.Rule;
import org.blockgraph.lock.WriteSection;

/** Writes in every way there is to come in, and puts work off. Holds no read of its own. */
final class WriterScript extends Script {

    /** How often this thread changed the structure. Its own. */
    long changes;

    private int deferred;
    private int ran;

    WriterScript(Stage stage, String name, RandomGenerator random, int deeds) {
        super(stage, name, random, deeds);
    }

    @Override
    void deed() throws InterruptedException {
        if (chance(20)) {
            doing("tries the global lock");
            if (!stage.lock.global().tryLock(random.nextInt(-1, 100), TimeUnit.MICROSECONDS)) {
                return;
            }
        } else {
            doing("takes the global lock");
            stage.lock.global().lock();
        }
        try {
            for (int left = random.nextInt(1, 3); left > 0; left--) {
                write();
            }
        } catch (LockUsageException e) {
            stage.requireReason(e, null);
        } finally {
            stage.lock.global().unlock();
        }
        if (chance(70)) {
            dawdle();
        }
    }

    private void write() throws InterruptedException {
        int way = random.nextInt(6);
        doing("writes by " + way);
        boolean quiesces = way != 0;
        WriteSection section;
        try {
            section = switch (way) {
                case 0 -> stage.lock.tryLockWrite("model");
                case 1 -> stage.lock.lockWrite("model", random.nextInt(-1, 400), TimeUnit.MICROSECONDS);
                case 2 -> stage.lock.lockWrite("model", 1, TimeUnit.DAYS);
                default -> stage.lock.lockWrite("model");
            };
        } catch (LockTimeoutException e) {
            count("writes given up");
            Ledger.require(way == 1, "gave up after a day: ", e.getMessage());
            return;
        }
        if (section == null) {
            return;
        }
        doing("inside by " + way);
        try {
            inside(quiesces);
        } finally {
            doing("leaves");
            section.close();
        }
        Ledger.require(ran == deferred, "work that was put off and not done: ", deferred - ran);
    }

    private void inside(boolean quiesces) {
        Ledger.require(stage.lock.isWriter(), "inside and not the writer", "");
        Ledger.require(!quiesces || stage.source.isClosed(), "writes beside an open source", "");
        if (stage.watched) {
            stage.ledger.writerEntered();
        } else {
            for (Seat seat : stage.allSeats) {
                Ledger.require(!seat.reading, "the writer came in beside ", seat);
            }
        }
        Ledger.require(stage.structure.isWhole(), "the writer found half a change", "");
        stage.structure.change(random.nextInt(50));
        changes++;
        count("writes");
        if (chance(10)) {
            beRefused();
        }
        for (int work = random.nextInt(3); work > 0; work--) {
            deferred++;
            int turn = deferred;
            stage.lock.defer(() -> later(turn));
        }
        if (chance(20)) {
            dawdle();
        }
        if (stage.watched) {
            stage.ledger.writerLeaving();
        }
    }

    private void beRefused() {
        refuse(Rule.WRITER_RECURSION, () -> stage.lock.tryLockWrite("again"));
        refuse(Rule.WRITER_RECURSION, () -> stage.lock.lockWrite("again"));
        refuse(Rule.WRITE_HELD, () -> stage.lock.global().unlock());
        refuse(Rule.WAIT_UNDER_WRITE, () -> stage.lock.requireMayWait("a disk"));
        Seat seat = stage.seats.poll();
        if (seat != null) {
            Hold hold = seat.hold;
            if (!seat.place.mayRefuse()) {
                refuse(Rule.WRITER_RECURSION, hold::tryLockRead);
                refuse(Rule.WRITER_RECURSION, hold::lockRead);
            }
            stage.seats.add(seat);
        }
    }

    private void refuse(Rule rule, Runnable use) {
        try {
            use.run();
        } catch (LockUsageException e) {
            boolean closed = e.rule() == Rule.CLOSED && stage.isClosing();
            Ledger.require(e.rule() == rule || closed || mayBeClosed(e), "refused, but as ", e);
            return;
        }
        throw new AssertionError("not refused as " + rule);
    }

    /** A shared place may be closed by another thread at any time. */
    private static boolean mayBeClosed(LockUsageException e) {
        return e.rule() == Rule.CLOSED && e.getMessage().contains(": its context is closed");
    }

    /** Work that was put off: in order, when this thread is no longer the writer; it may write itself. */
    private void later(int turn) {
        ran++;
        Ledger.require(ran == turn, "work out of order: ", Map.of("turn", turn, "ran", ran));
        Ledger.require(!stage.lock.isWriter(), "work under the write lock", "");
        if (chance(20)) {
            try (WriteSection _ = stage.lock.tryLockWrite("deferred")) {
                if (stage.lock.isWriter()) {
                    stage.structure.change(0);
                    changes++;
                }
            } catch (LockUsageException e) {
                stage.requireReason(e, null);
            }
        }
    }
}
