// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.core.graph.BlockingPool;

/**
 * The threads of the core, all of them: drivers start none. They are daemons, inherit nothing from whoever
 * happens to make them, and go when they have been idle for a time.
 */
public final class CoreThreads implements AutoCloseable {

    /** The most changes that run at the same time. */
    static final int MAX_CHANGES = 64;

    /** The most calls into drivers' global-state operations at the same time; hung ones count. */
    static final int MAX_CALLS = 512;

    /** The most lent tasks that run at the same time; further ones queue, bounded for each node. */
    static final int MAX_TASKS = 32;

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor control = one("control");
    private final ThreadPoolExecutor events = one("events");
    private final ThreadPoolExecutor changes = pool("change", MAX_CHANGES);
    private final ThreadPoolExecutor tasks = pool("task", MAX_TASKS);
    private final ThreadPoolExecutor blocking = pool("blocking", BlockingPool.THREADS);
    private final ThreadPoolExecutor calls = new ThreadPoolExecutor(
            0, MAX_CALLS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory("driver-call"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory("timer"));

    /** Makes the pools; threads start when they are needed. */
    public CoreThreads() {
        timer.setRemoveOnCancelPolicy(true);
    }

    private static ThreadPoolExecutor one(String what) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(what));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadPoolExecutor pool(String what, int most) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                1, most, IDLE_SECONDS, TimeUnit.SECONDS, new HandOver(), factory(what), HandOver::queue);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Gives work to an idle thread, else to a new one, and queues it only when there are as many as may be.
     */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        static void queue(Runnable work, ThreadPoolExecutor pool) {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("the threads of the core have ended");
            }
            pool.getQueue().add(work);
            // The last thread may have gone idle and away between the refusal and now.
            pool.prestartCoreThread();
        }
    }

    private static ThreadFactory factory(String what) {
        AtomicInteger number = new AtomicInteger();
        ClassLoader ours = CoreThreads.class.getClassLoader();
        return work -> {
            Thread thread = Thread.ofPlatform()
                    .name("blockgraph-" + what + "-" + number.incrementAndGet())
                    .daemon(true)
                    .inheritInheritableThreadLocals(false)
                    .unstarted(work);
            thread.setContextClassLoader(ours);
            return thread;
        };
    }

    ExecutorService control() {
        return control;
    }

    ExecutorService events() {
        return events;
    }

    ExecutorService changes() {
        return changes;
    }

    ExecutorService tasks() {
        return tasks;
    }

    ExecutorService blocking() {
        return blocking;
    }

    ExecutorService calls() {
        return calls;
    }

    ScheduledThreadPoolExecutor timer() {
        return timer;
    }

    /** Takes no further work; threads that hang in a driver stay behind, and who waits for work is told. */
    @Override
    public void close() {
        for (ThreadPoolExecutor pool : List.of(timer, tasks, blocking, calls, changes, control)) {
            for (Runnable neverRun : pool.shutdownNow()) {
                if (neverRun instanceof Future<?> awaited) {
                    awaited.cancel(false);
                }
            }
        }
        events.shutdown();
    }
}
