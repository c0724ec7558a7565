// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.Hold;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A hold is handed over between contexts: the sum meanwhile may be anything, and decides nothing wrong. */
final class ElsewhereLitmus {

    private ElsewhereLitmus() {}

    /** The writer stays inside, so that a reader that came in was there before it. */
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "The reader first, then the writer.")
    @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "The writer waited in vain for the reader.")
    @Outcome(id = "false, true, 0", expect = ACCEPTABLE, desc = "The writer first; the reader turned back.")
    @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "Each turned back for the other.")
    @Outcome(id = "true, true, 1", expect = FORBIDDEN,
            desc = "The sum was 0 between an entry that it overlooked and the departure of that reader.")
    abstract static class Move extends Bench {

        Move() {
            super(ContextKind.SHARED);
        }

        final void read(ZZI_Result result, Hold traveller, ReaderContext where) {
            if (traveller.tryLockRead()) {
                result.r1 = true;
                result.r3 = x;
                traveller.unlockRead(where);
            }
        }

        final void write(ZZI_Result result) {
            if (shutOutSoon()) {
                x = 1;
                result.r2 = true;
            }
        }
    }

    /** Enters through the context that is summed before the one through which it leaves. */
    @JCStressTest
    @Description("A reader enters through one context and leaves through another, the former summed first.")
    @State
    public static class FirstToSecond extends Move {

        private final Hold traveller = first.newHold("traveller");

        @Actor
        public void reader(ZZI_Result result) {
            read(result, traveller, second);
        }

        @Actor
        public void writer(ZZI_Result result) {
            write(result);
        }
    }

    /** Enters through the context that is summed after the one through which it leaves. */
    @JCStressTest
    @Description("A reader enters through one context and leaves through another, the latter summed first.")
    @State
    public static class SecondToFirst extends Move {

        private final Hold traveller = second.newHold("traveller");

        @Actor
        public void reader(ZZI_Result result) {
            read(result, traveller, first);
        }

        @Actor
        public void writer(ZZI_Result result) {
            write(result);
        }
    }

    /** One reader is inside all the time; another makes the sum negative for a moment, or so it looks. */
    @JCStressTest
    @Description("A reader passes through two contexts beside another one that stays inside.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "It passed.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It met a final check and turned back.")
    @Outcome(id = ".*, true", expect = FORBIDDEN,
            desc = "An entry that was overlooked and a departure that was not made up for the one inside.")
    @State
    public static class BesideAnother extends Bench {

        private static final int TRIES = 10;

        private final Hold traveller = first.newHold("traveller");

        /** A lock with a reader inside. */
        public BesideAnother() {
            super(ContextKind.SHARED);
            hold.lockRead();
        }

        @Actor
        public void reader(ZZ_Result result) {
            if (traveller.tryLockRead()) {
                traveller.unlockRead(second);
                result.r1 = true;
            }
        }

        @Actor
        public void writer(ZZ_Result result) {
            for (int i = 0; i < TRIES; i++) {
                result.r2 |= gate.shutOut();
            }
        }
    }

    /** One thread enters, another leaves; in between the hold is given over by a volatile field. */
    @JCStressTest
    @Description("A hold is handed to another thread, which leaves through another context.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "Handed over and left: nobody is inside.")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "Not handed over yet: one is inside.")
    @Outcome(id = "true, [^0].*", expect = FORBIDDEN, desc = "The departure was lost or counted twice.")
    @Outcome(id = "false, [^1].*", expect = FORBIDDEN, desc = "The entry was lost or counted twice.")
    @State
    public static class BetweenThreads extends Bench {

        private volatile boolean given;

        /** A fresh lock. */
        public BetweenThreads() {
            super(ContextKind.CONFINED);
        }

        @Actor
        public void enters() {
            hold.lockRead();
            given = true;
        }

        @Actor
        public void leaves(ZJ_Result result) {
            if (given) {
                hold.unlockRead(second);
                result.r1 = true;
            }
        }

        @Arbiter
        public void sum(ZJ_Result result) {
            result.r2 = registry.sumNow();
        }
    }
}
