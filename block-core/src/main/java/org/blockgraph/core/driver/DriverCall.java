// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.io.ExceptionCopy;

/**
 * One call of a global-state operation, on a thread of the core's, that somebody waits for at most so long.
 */
final class DriverCall<T> implements Runnable {

    private final DriverEntry entry;
    private final String what;
    private final boolean opening;
    private final DriverOperation<T> operation;
    private final CountDownLatch finished = new CountDownLatch(1);

    /** The thread that runs it, while it runs; written by it under the monitor. */
    private Thread runner;

    /** Set by whoever does not want it any more, perhaps before it runs; under the monitor. */
    private boolean cancelled;

    /** Written before {@link #finished} is counted down, read after. */
    private T result;

    private BlockException failure;

    DriverCall(DriverEntry entry, String what, boolean opening, DriverOperation<T> operation) {
        this.entry = entry;
        this.what = what;
        this.opening = opening;
        this.operation = operation;
    }

    @Override
    public void run() {
        synchronized (this) {
            runner = Thread.currentThread();
            if (cancelled) {
                runner.interrupt();
            }
        }
        try {
            result = operation.call();
        } catch (Throwable e) {
            // Whoever keeps it must not keep the driver, which its stack went through.
            failure = ExceptionCopy.outward(
                    ExceptionCopy.own(entry.toString(), what, BlockException.NO_OFFSET, e));
        } finally {
            synchronized (this) {
                runner = null;
            }
            entry.calls().remove(this);
            finished.countDown();
        }
    }

    boolean await(long nanos) throws InterruptedException {
        return finished.await(nanos, TimeUnit.NANOSECONDS);
    }

    T outcome() throws BlockException {
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
