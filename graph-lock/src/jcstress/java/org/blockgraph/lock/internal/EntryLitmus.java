// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.blockgraph.lock.ContextKind;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Dekker's pattern at the door: the reader counts and looks at the signal, the writer raises it and sums. */
final class EntryLitmus {

    private EntryLitmus() {}

    /** Both stay inside if they come in. */
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The reader came first; the sum shows it.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The writer came first; the signal shows it.")
    @Outcome(id = "false, false", expect = ACCEPTABLE,
            desc = "The final check met the entry of a reader that was turning back, and gave up.")
    @Outcome(id = "true, true", expect = FORBIDDEN,
            desc = "Both inside: each looked before its own store was visible to the other.")
    abstract static class Door extends Bench {

        Door(ContextKind kind) {
            super(kind);
        }

        final void read(ZZ_Result result) {
            result.r1 = hold.tryLockRead();
        }

        final void write(ZZ_Result result) {
            result.r2 = gate.shutOut();
        }
    }

    /** In a confined context. */
    @JCStressTest
    @Description("A reader and the writer meet at the door, confined context.")
    @State
    public static class Confined extends Door {

        /** A fresh lock. */
        public Confined() {
            super(ContextKind.CONFINED);
        }

        @Actor
        public void reader(ZZ_Result result) {
            read(result);
        }

        @Actor
        public void writer(ZZ_Result result) {
            write(result);
        }
    }

    /** In a shared context. */
    @JCStressTest
    @Description("A reader and the writer meet at the door, shared context.")
    @State
    public static class Shared extends Door {

        /** A fresh lock. */
        public Shared() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader(ZZ_Result result) {
            read(result);
        }

        @Actor
        public void writer(ZZ_Result result) {
            write(result);
        }
    }
}
