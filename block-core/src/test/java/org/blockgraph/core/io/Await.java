// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits that end at a deadline and then say what was missing. */
final class Await {

    private static final long SECONDS = 30;

    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                fail("after " + SECONDS + " s still missing: " + what);
            }
            Thread.yield();
        }
    }

    static void latch(String what, CountDownLatch latch) {
        try {
            if (!latch.await(SECONDS, TimeUnit.SECONDS)) {
                fail("after " + SECONDS + " s still missing: " + what);
            }
        } catch (InterruptedException e) {
            fail("interrupted while waiting for " + what, e);
        }
    }

    static <T> Running<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name(name).daemon().start(task);
        return new Running<>(name, thread, task);
    }

    /** Work on a thread of its own. */
    record Running<T>(String name, Thread thread, FutureTask<T> task) {

        /** Returns the result, or throws what the work threw. */
        T result() throws Exception {
            try {
                return task.get(SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                AssertionError late = new AssertionError("after " + SECONDS + " s not finished: " + name);
                late.setStackTrace(thread.getStackTrace());
                throw late;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }

        /** Waits until the work sleeps. */
        void untilAsleep() {
            until(name + " to wait", () -> thread.getState() == Thread.State.WAITING);
        }

        boolean finished() {
            return task.isDone();
        }
    }
}
