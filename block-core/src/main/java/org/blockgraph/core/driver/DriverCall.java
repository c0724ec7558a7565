// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.io.ExceptionCopy;

/**
 * One call of a global-state operation, on a thread of the core's, that somebody waits for at most so long.
 * Who waits for it waits for those that are made inside it as well.
 */
final class DriverCall<T> implements Runnable {

    /** The call that runs on this thread. */
    private static final ScopedValue<DriverCall<?>> CURRENT = ScopedValue.newInstance();

    /** The most calls inside each other on one thread, whose stack bounds them: a chain has more images. */
    private static final int MAX_INSIDE = 8;

    private final DriverEntry entry;
    private final String what;
    private final boolean opening;
    private final Runnable giveUp;
    private final DriverOperation<T> operation;

    /** Takes what it answers when nobody waits for that any more. */
    private final Consumer<? super T> late;

    private final CountDownLatch finished = new CountDownLatch(1);

    /** The thread that runs it, while it runs; written by it under the monitor. */
    private Thread runner;

    /** Set by whoever does not want it any more, perhaps before it runs; under the monitor. */
    private boolean cancelled;

    /** Set by whoever does not wait any longer; under the monitor. */
    private boolean givenUp;

    /** The call inside, while it runs; under the monitor. */
    private DriverCall<?> inner;

    /** How many calls this one is inside of; written before it runs, by the thread that runs it. */
    private int depth;

    /** Whether there is an outcome for who waits; under the monitor, as the outcome is. */
    private boolean answered;

    private T result;
    private BlockException failure;

    DriverCall(
            DriverEntry entry,
            String what,
            boolean opening,
            Runnable giveUp,
            Consumer<? super T> late,
            DriverOperation<T> operation) {
        this.entry = entry;
        this.what = what;
        this.opening = opening;
        this.giveUp = giveUp;
        this.late = late;
        this.operation = operation;
    }

    /** Returns the call that the current thread is inside of, or null. */
    static DriverCall<?> current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    @Override
    public void run() {
        ScopedValue.where(CURRENT, this).run(this::perform);
    }

    boolean hasRoomInside() {
        return depth < MAX_INSIDE;
    }

    /** Makes a call that this one needs, on the thread that runs both. */
    <U> U makeInside(DriverCall<U> call) throws BlockException {
        call.depth = depth + 1;
        synchronized (this) {
            inner = call;
        }
        call.run();
        synchronized (this) {
            inner = null;
            if (call.isCancelled() && !cancelled) {
                // Meant for the one inside, which may have ended by itself.
                Thread.interrupted();
            }
        }
        if (call.isGivenUp()) {
            throw call.hangs();
        }
        return call.outcome();
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private synchronized boolean isGivenUp() {
        return givenUp;
    }

    /**
     * Leaves it and those inside behind; returns what to say of the innermost, or null when this one has an
     * outcome after all.
     */
    synchronized BlockException giveUp() {
        if (answered) {
            return null;
        }
        givenUp = true;
        BlockException inside = inner == null ? null : inner.giveUp();
        giveUp.run();
        return inside == null ? hangs() : inside;
    }

    private BlockException hangs() {
        return new BlockException(
                BlockError.TIMED_OUT, what + ": the driver " + entry + " hangs; it was given up");
    }

    private void perform() {
        synchronized (this) {
            runner = Thread.currentThread();
            if (cancelled) {
                runner.interrupt();
            }
        }
        try {
            answer(operation.call(), null);
        } catch (Throwable e) {
            // Whoever keeps it must not keep the driver, which its stack went through.
            answer(null, ExceptionCopy.outward(
                    ExceptionCopy.own(entry.toString(), what, BlockException.NO_OFFSET, e)));
        } finally {
            synchronized (this) {
                runner = null;
            }
            entry.calls().remove(this);
            finished.countDown();
        }
    }

    private void answer(T answer, BlockException failed) {
        synchronized (this) {
            if (!givenUp) {
                result = answer;
                failure = failed;
                answered = true;
                return;
            }
        }
        if (answer != null) {
            late.accept(answer);
        }
    }

    boolean await(long nanos) throws InterruptedException {
        return finished.await(nanos, TimeUnit.NANOSECONDS);
    }

    synchronized T outcome() throws BlockException {
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    synchronized void cancel() {
        cancelled = true;
        if (runner != null) {
            runner.interrupt();
        }
    }

    void cancelIfOpening() {
        if (opening) {
            cancel();
        }
    }

    @Override
    public String toString() {
        return what;
    }
}
