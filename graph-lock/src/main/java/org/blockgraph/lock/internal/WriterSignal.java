// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/** What the writer shows to the readers, and the bell by which they call it. One for each lock. */
abstract class WriterSignal extends Padding {

    private static final VarHandle WAITING =
            Handles.field(MethodHandles.lookup(), "waiting", Thread.class);

    private static final int INSIDE = 1;
    private static final int CLOSED = 2;

    /** INSIDE and CLOSED. Written under the list lock, read by everybody. */
    private volatile int state;

    /** The thread inside as the writer. Written by that thread only. */
    private volatile Thread writer;

    /** The writer that is about to sleep. Set by itself, taken by whoever rings first. */
    private volatile Thread waiting;

    static WriterSignal create() {
        return new Padded();
    }

    /** Tells a reader that it may not just go on: a writer is inside, or the lock is closed. */
    final boolean isRaised() {
        return state != 0;
    }

    final boolean isClosed() {
        return (state & CLOSED) != 0;
    }

    final boolean isWriter(Thread thread) {
        return writer == thread;
    }

    /** Raised for a final check, which comes after it in the order of volatile accesses. List lock. */
    final void raise() {
        state |= INSIDE;
    }

    /** Lowered after the final check failed, or by the writer that leaves. List lock. */
    final void lower() {
        state &= ~INSIDE;
    }

    /** Raised for good. List lock. */
    final void close() {
        state |= CLOSED;
    }

    /** Names the writer inside, or null; called by that writer only. */
    final void setWriter(Thread thread) {
        writer = thread;
    }

    /** Hangs the bell out; called by the writer before the check after which it may sleep. */
    final void awaitRing(Thread me) {
        waiting = me;
    }

    /** Takes the bell in. */
    final void stopWaiting() {
        waiting = null;
    }

    /**
     * Wakes the writer if one is waiting, whatever the state says: it is clear while a writer waits. There
     * is no fence between the departure and this look, so that a ring can be missed by a writer that goes to
     * sleep in the same moment; that is why it sleeps for a bounded time only.
     */
    final void ring() {
        Thread sleeper = (Thread) WAITING.getOpaque(this);
        if (sleeper != null && WAITING.compareAndSet(this, sleeper, null)) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Keeps the fields away from what lies behind them. */
    private static final class Padded extends WriterSignal {
        long t0;
        long t1;
        long t2;
        long t3;
        long t4;
        long t5;
        long t6;
        long t7;
        long t8;
        long t9;
        long t10;
        long t11;
        long t12;
        long t13;
        long t14;
    }
}
