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
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * What the reader does inside stays inside, although it leaves without a fence: what it reads does not sink
 * below its departure, and what it writes is there when the writer comes in. The writer stays inside, so that
 * a reader that came in was there before it.
 */
final class DepartureLitmus {

    private DepartureLitmus() {}

    /** The reader reads one field and marks another. */
    @Outcome(id = "1, 0, 1, 1", expect = ACCEPTABLE, desc = "The reader first, then the writer.")
    @Outcome(id = "1, 0, 0, 0", expect = ACCEPTABLE, desc = "The writer waited in vain for the reader.")
    @Outcome(id = "0, 0, 1, 0", expect = ACCEPTABLE, desc = "The writer first; the reader turned back.")
    @Outcome(id = "0, 0, 0, 0", expect = ACCEPTABLE, desc = "Each turned back for the other.")
    @Outcome(id = "1, 1, 1, .*", expect = FORBIDDEN,
            desc = "The reader, inside before the writer, read what the writer wrote afterwards.")
    @Outcome(id = "1, 0, 1, 0", expect = FORBIDDEN,
            desc = "The writer came in after the reader and does not see what that did.")
    abstract static class Visit extends Bench {

        Visit(ContextKind kind) {
            super(kind);
        }

        final void read(IIII_Result result) {
            if (hold.tryLockRead()) {
                y = 1;
                result.r2 = x;
                hold.unlockRead();
                result.r1 = 1;
            }
        }

        final void write(IIII_Result result) {
            if (shutOutSoon()) {
                result.r4 = y;
                x = 1;
                result.r3 = 1;
            }
        }
    }

    /** In a confined context. */
    @JCStressTest
    @Description("A reader leaves, the writer comes in, confined context.")
    @State
    public static class Confined extends Visit {

        /** A fresh lock. */
        public Confined() {
            super(ContextKind.CONFINED);
        }

        @Actor
        public void reader(IIII_Result result) {
            read(result);
        }

        @Actor
        public void writer(IIII_Result result) {
            write(result);
        }
    }

    /** In a shared context. */
    @JCStressTest
    @Description("A reader leaves, the writer comes in, shared context.")
    @State
    public static class Shared extends Visit {

        /** A fresh lock. */
        public Shared() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader(IIII_Result result) {
            read(result);
        }

        @Actor
        public void writer(IIII_Result result) {
            write(result);
        }
    }
}
