// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.LockUsageException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** A context is closed while somebody comes or goes through it: its balance is handed over exactly once. */
final class RetireLitmus {

    private RetireLitmus() {}

    /** A departure through a context without holds, which retires when it is closed. */
    @JCStressTest
    @Description("A departure through a context that is just being closed.")
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Counted in the context or in the orphaned balance.")
    @Outcome(id = ".*", expect = FORBIDDEN, desc = "The departure got lost or was counted twice.")
    @State
    public static class Leaving extends Bench {

        /** A lock with a reader inside. */
        public Leaving() {
            super(ContextKind.SHARED);
            hold.lockRead();
        }

        @Actor
        public void reader() {
            hold.unlockRead(second);
        }

        @Actor
        public void closer() {
            second.close();
        }

        @Arbiter
        public void sum(J_Result result) {
            result.r1 = registry.sumNow();
        }
    }

    /** An entry into a context that is being closed. */
    @JCStressTest
    @Description("An entry into a context that is just being closed.")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "It came in first.")
    @Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "It was refused.")
    @Outcome(id = ".*", expect = FORBIDDEN, desc = "Counted and refused, or let in and not counted.")
    @State
    public static class Entering extends Bench {

        /** A fresh lock. */
        public Entering() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader(ZJ_Result result) {
            try {
                result.r1 = hold.tryLockRead();
            } catch (LockUsageException _) {
                result.r1 = false;
            }
        }

        @Actor
        public void closer() {
            first.close();
        }

        @Arbiter
        public void sum(ZJ_Result result) {
            result.r2 = registry.sumNow();
        }
    }
}
