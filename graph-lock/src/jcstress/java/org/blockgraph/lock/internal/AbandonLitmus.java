// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.blockgraph.lock.ContextKind;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.ZJ_Result;
import org.openjdk.jcstress.infra.results.ZZJ_Result;

/** A hold is abandoned while its reader leaves: it is taken out of the sum once, whichever comes first. */
final class AbandonLitmus {

    private AbandonLitmus() {}

    /** The reader leaves, and that is all. */
    @Outcome(id = "true, false, 0", expect = ACCEPTABLE, desc = "Abandoned before it left.")
    @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "It had left already.")
    @Outcome(id = ".*", expect = FORBIDDEN, desc = "Subtracted twice or not at all, or the mark stayed.")
    abstract static class Once extends Bench {

        Once(ContextKind kind) {
            super(kind);
            hold.lockRead();
        }

        final void abandon(ZZJ_Result result) {
            result.r1 = hold.abandon();
        }

        final void look(ZZJ_Result result) {
            result.r2 = hold.isAbandoned();
            result.r3 = registry.sumNow();
        }
    }

    /** In a confined context. */
    @JCStressTest
    @Description("Abandon against release, confined context.")
    @State
    public static class Confined extends Once {

        /** A fresh lock. */
        public Confined() {
            super(ContextKind.CONFINED);
        }

        @Actor
        public void reader() {
            hold.unlockRead();
        }

        @Actor
        public void other(ZZJ_Result result) {
            abandon(result);
        }

        @Arbiter
        public void sum(ZZJ_Result result) {
            look(result);
        }
    }

    /** In a shared context. */
    @JCStressTest
    @Description("Abandon against release, shared context.")
    @State
    public static class Shared extends Once {

        /** A fresh lock. */
        public Shared() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader() {
            hold.unlockRead();
        }

        @Actor
        public void other(ZZJ_Result result) {
            abandon(result);
        }

        @Arbiter
        public void sum(ZZJ_Result result) {
            look(result);
        }
    }

    /** The reader comes back at once, through the same hold. */
    @JCStressTest
    @Description("Abandon against a release and a new entry.")
    @Outcome(id = "true, true, 0", expect = ACCEPTABLE, desc = "The second entry was abandoned.")
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "The first was; the second counts.")
    @Outcome(id = "false, false, 1", expect = ACCEPTABLE, desc = "It was between the two; the second counts.")
    @Outcome(id = ".*", expect = FORBIDDEN, desc = "The mark of one entry was taken for one of the other.")
    @State
    public static class Again extends Bench {

        /** A lock with a reader inside. */
        public Again() {
            super(ContextKind.SHARED);
            hold.lockRead();
        }

        @Actor
        public void reader() {
            hold.unlockRead();
            hold.lockRead();
        }

        @Actor
        public void other(ZZJ_Result result) {
            result.r1 = hold.abandon();
        }

        @Arbiter
        public void sum(ZZJ_Result result) {
            result.r2 = hold.isAbandoned();
            result.r3 = registry.sumNow();
        }
    }

    /** One reader stays inside; an abandoned one that leaves must not make up for it, not for a moment. */
    @JCStressTest
    @Description("The writer sums beside a reader, while an abandoned reader leaves.")
    @Outcome(id = "(1|2), 1", expect = ACCEPTABLE, desc = "The one that stays is seen all the time.")
    @Outcome(id = "(-1|0), .*", expect = FORBIDDEN,
            desc = "Too low: the departure was seen, and the hold still taken for an abandoned one inside.")
    @Outcome(id = "(1|2), [^1].*", expect = FORBIDDEN, desc = "Subtracted twice or not at all.")
    @State
    public static class BesideAnother extends Bench {

        private static final int TRIES = 10;

        /** A lock with two readers inside, one of them abandoned. */
        public BesideAnother() {
            super(ContextKind.CONFINED);
            hold.lockRead();
            hold.abandon();
            second.newHold("stays").lockRead();
        }

        @Actor
        public void reader() {
            hold.unlockRead();
        }

        @Actor
        public void writer(JJ_Result result) {
            result.r1 = Long.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                result.r1 = Math.min(result.r1, registry.sumNow());
            }
        }

        @Arbiter
        public void sum(JJ_Result result) {
            result.r2 = registry.sumNow();
        }
    }

    /** The writer comes in over the abandoned hold while its reader leaves. */
    @JCStressTest
    @Description("The writer sums while an abandoned reader leaves.")
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "Nobody who counts is inside, at any time.")
    @Outcome(id = "false, 0", expect = ACCEPTABLE,
            desc = "The reader was stopped between its mark and its count, and counts until it goes on.")
    @Outcome(id = "(true|false), [^0].*", expect = FORBIDDEN, desc = "Subtracted twice or not at all.")
    @State
    public static class Entering extends Bench {

        /** A lock with an abandoned reader inside. */
        public Entering() {
            super(ContextKind.CONFINED);
            hold.lockRead();
            hold.abandon();
        }

        @Actor
        public void reader() {
            hold.unlockRead();
        }

        @Actor
        public void writer(ZJ_Result result) {
            result.r1 = shutOutSoon();
        }

        @Arbiter
        public void sum(ZJ_Result result) {
            result.r2 = registry.sumNow();
        }
    }
}
