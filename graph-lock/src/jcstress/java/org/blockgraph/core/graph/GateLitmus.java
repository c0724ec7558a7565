// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The gate's pair: a request counts itself in flight and looks at the gate, who closes it the reverse. */
final class GateLitmus {

    private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private GateLitmus() {}

    /** A gate and a request, as a device has them. */
    abstract static class Door {

        final Gate gate = new Gate("device");
        final RequestToken token = RequestToken.shared(null, newContext(), "client");

        private static LockContext newContext() {
            return new GraphLockFactoryComponent().open("litmus").openContext("device", ContextKind.SHARED);
        }

        final void begin() {
            try {
                token.begin();
            } catch (BlockException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A request comes, the gate closes. */
    @JCStressTest
    @Description("A request counts itself in flight while the gate is being closed.")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It passed, and the drain waits for it.")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "It will turn back; the drain waits for that.")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It came after the gate was closed.")
    @Outcome(id = "true, false", expect = FORBIDDEN,
            desc = "It passed and the drain overlooked it: each looked before its own store was visible.")
    @State
    public static class Closing extends Door {

        @Actor
        public void request(ZZ_Result result) {
            begin();
            result.r1 = gate.isOpen();
        }

        @Actor
        public void drainer(ZZ_Result result) {
            gate.holdBack(new Gate.Reason(BlockError.BUSY, "litmus", Gate.Reason.NO_DEADLINE));
            result.r2 = token.inFlight();
        }
    }

    /** The last request leaves while the drainer goes to sleep. */
    @JCStressTest
    @Description("The last request leaves while a drainer goes to sleep.")
    @Outcome(id = "true", expect = ACCEPTABLE, desc = "The drain came to its end.")
    @Outcome(id = "false", expect = FORBIDDEN, desc = "Nothing is in flight and the drainer sleeps on.")
    @State
    public static class Leaving extends Door {

        /** A gate with a request in flight. */
        public Leaving() {
            begin();
        }

        @Actor
        public void request() {
            token.end();
            gate.kick();
        }

        @Actor
        public void drainer(Z_Result result) {
            result.r1 = gate.awaitIdle(() -> !token.inFlight(), System.nanoTime() + FORGOTTEN_NANOS);
        }
    }
}
