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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Exclusion, and publication of a change: a reader sees all of it or nothing. The reader looks at the two
 * plain fields in the order opposite to that in which the writer sets them.
 */
final class ExclusionLitmus {

    private ExclusionLitmus() {}

    /** The writer comes in, changes both fields and leaves. */
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The reader was before the writer, or that gave up.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The reader came after the writer and sees its change.")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "The reader met the writer and was turned away.")
    @Outcome(id = "1, 0", expect = FORBIDDEN,
            desc = "Came in after the writer left and does not see all that it had changed.")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "Inside while the writer was.")
    abstract static class Change extends Bench {

        Change(ContextKind kind) {
            super(kind);
        }

        final void read(II_Result result) {
            if (hold.tryLockRead()) {
                result.r1 = y;
                result.r2 = x;
                hold.unlockRead();
            } else {
                result.r1 = -1;
                result.r2 = -1;
            }
        }

        final void write() {
            if (gate.shutOut()) {
                x = 1;
                y = 1;
                gate.letIn();
            }
        }
    }

    /** In a confined context. */
    @JCStressTest
    @Description("The writer changes two fields, the reader reads both, confined context.")
    @State
    public static class Confined extends Change {

        /** A fresh lock. */
        public Confined() {
            super(ContextKind.CONFINED);
        }

        @Actor
        public void reader(II_Result result) {
            read(result);
        }

        @Actor
        public void writer() {
            write();
        }
    }

    /** In a shared context. */
    @JCStressTest
    @Description("The writer changes two fields, the reader reads both, shared context.")
    @State
    public static class Shared extends Change {

        /** A fresh lock. */
        public Shared() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader(II_Result result) {
            read(result);
        }

        @Actor
        public void writer() {
            write();
        }
    }
}
