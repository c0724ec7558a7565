// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.ContextKind;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The writer's sleep: it hangs out the bell and sums, the last reader counts its departure and rings. */
final class SleepLitmus {

    /** Far beyond the bound of one sleep; a writer that waits so long did not look again. */
    private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final VarHandle WAITING = waiting();

    private SleepLitmus() {}

    private static VarHandle waiting() {
        try {
            return MethodHandles.privateLookupIn(WriterSignal.class, MethodHandles.lookup())
                    .findVarHandle(WriterSignal.class, "waiting", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The pair itself, without the bounded sleep that makes good what it lets through. */
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "The writer saw the departure and was rung for.")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "The writer saw the departure: no sleep.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "The writer was too early, but it was rung for.")
    @Outcome(id = "false, false", expect = ACCEPTABLE_INTERESTING,
            desc = "Missed: the reader leaves without a fence, so its look at the bell may come before its"
                    + " departure is visible. The writer's sleep is bounded for this outcome alone.")
    abstract static class Bell extends Bench {

        private final Thread writer = new Thread("never started");

        Bell(ContextKind kind) {
            super(kind);
            hold.lockRead();
        }

        final void read() {
            hold.unlockRead();
        }

        final void write(ZZ_Result result) {
            signal.awaitRing(writer);
            result.r1 = gate.shutOut();
        }

        final void look(ZZ_Result result) {
            result.r2 = WAITING.getVolatile(signal) == null;
        }
    }

    /** In a confined context. */
    @JCStressTest
    @Description("The last reader leaves while the writer goes to sleep, confined context.")
    @State
    public static class Confined extends Bell {

        /** A fresh lock. */
        public Confined() {
            super(ContextKind.CONFINED);
        }

        @Actor
        public void reader() {
            read();
        }

        @Actor
        public void writer(ZZ_Result result) {
            write(result);
        }

        @Arbiter
        public void bell(ZZ_Result result) {
            look(result);
        }
    }

    /** In a shared context. */
    @JCStressTest
    @Description("The last reader leaves while the writer goes to sleep, shared context.")
    @State
    public static class Shared extends Bell {

        /** A fresh lock. */
        public Shared() {
            super(ContextKind.SHARED);
        }

        @Actor
        public void reader() {
            read();
        }

        @Actor
        public void writer(ZZ_Result result) {
            write(result);
        }

        @Arbiter
        public void bell(ZZ_Result result) {
            look(result);
        }
    }

    /** The whole wait. */
    @JCStressTest
    @Description("The writer waits for the last reader, in the way that it always does.")
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "The writer came in.")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "Nobody is inside and the writer sleeps on.")
    @State
    public static class WholeWait extends Bench {

        /** A lock with a reader inside. */
        public WholeWait() {
            super(ContextKind.CONFINED);
            hold.lockRead();
        }

        @Actor
        public void reader() {
            hold.unlockRead();
        }

        @Actor
        public void writer(Z_Result result) {
            try {
                result.r1 = new WriterWait(registry, gate, signal).untilAlone(FORGOTTEN_NANOS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
