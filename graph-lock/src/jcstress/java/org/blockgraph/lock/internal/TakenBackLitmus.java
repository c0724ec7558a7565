// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.Hold;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** The signal is raised and taken back: a reader that met it does not sleep on it. */
final class TakenBackLitmus {

    /** Far beyond what anything here takes; whoever waits so long was forgotten. */
    private static final long FORGOTTEN_SECONDS = 5;

    private TakenBackLitmus() {}

    private static boolean entersSoon(Hold hold) {
        try {
            return hold.tryLockRead(FORGOTTEN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A final check that fails for the outer hold. */
    @JCStressTest
    @Description("A nested read through a second hold, while the final check fails for the outer one.")
    @Outcome(id = "true, false, 2", expect = ACCEPTABLE, desc = "The nested read came in.")
    @Outcome(id = "false, .*", expect = FORBIDDEN, desc = "It slept on a signal that was taken back.")
    @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "The writer overlooked the outer hold.")
    @Outcome(id = "true, false, [^2].*", expect = FORBIDDEN, desc = "Miscounted while it waited.")
    @State
    public static class Nested extends Bench {

        private final Hold inner = second.newHold("inner");

        /** A lock with a reader inside. */
        public Nested() {
            super(ContextKind.CONFINED);
            hold.lockRead();
        }

        @Actor
        public void reader(ZZJ_Result result) {
            result.r1 = entersSoon(inner);
        }

        @Actor
        public void writer(ZZJ_Result result) {
            // As in the final check, which would not begin with a reader inside.
            listLock.lock();
            try {
                signal.raise();
                result.r2 = census.sum() == 0;
                signal.lower();
                listLock.changed().signalAll();
            } finally {
                listLock.unlock();
            }
        }

        @Arbiter
        public void sum(ZZJ_Result result) {
            result.r3 = registry.sumNow();
        }
    }

    /** A writer that comes in, if it does, and leaves at once. */
    @JCStressTest
    @Description("A reader meets the signal while the writer leaves.")
    @Outcome(id = "true, (true|false), 1", expect = ACCEPTABLE, desc = "The reader came in before or after.")
    @Outcome(id = "false, .*", expect = FORBIDDEN, desc = "It slept, and the writer that left woke nobody.")
    @Outcome(id = "true, (true|false), [^1].*", expect = FORBIDDEN, desc = "Miscounted while it waited.")
    @State
    public static class Leaving extends Bench {

        /** A fresh lock. */
        public Leaving() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader(ZZJ_Result result) {
            result.r1 = entersSoon(hold);
        }

        @Actor
        public void writer(ZZJ_Result result) {
            if (gate.shutOut()) {
                result.r2 = true;
                gate.letIn();
            }
        }

        @Arbiter
        public void sum(ZZJ_Result result) {
            result.r3 = registry.sumNow();
        }
    }
}
