// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * The threads of one export for requests that may block, and their tokens. An export of its own each, so
 * that a device that hangs holds up no other. At most {@link #THREADS} requests are carried out; further
 * ones wait in order of arrival, at most {@link Session#MAX_TASKS} of each connection. Any thread.
 */
public final class WorkerPool implements AutoCloseable {

    /** The most requests that are carried out at the same time. */
    public static final int THREADS = 16;

    private static final long IDLE_SECONDS = 10;

    private final BlockDevice device;
    private final String name;
    private final ThreadPoolExecutor threads;
    private final ArrayBlockingQueue<BlockRequest> tokens = new ArrayBlockingQueue<>(THREADS);

    /** Threads start when they are needed, and go when they are not. */
    public WorkerPool(BlockDevice device, String name) {
        this.device = device;
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform()
                        .name("blockgraph-nbd-" + name + "-worker-" + number.incrementAndGet())
                        .daemon(true)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(work));
        threads.allowCoreThreadTimeOut(true);
    }

    BlockDevice device() {
        return device;
    }

    /** Returns whether the work was taken. */
    boolean offer(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    BlockRequest borrowToken() throws BlockException {
        BlockRequest token = tokens.poll();
        return token != null ? token : device.newRequest("nbd export " + name);
    }

    void giveBack(BlockRequest token) {
        if (threads.isShutdown() || !tokens.offer(token)) {
            token.close();
        }
    }

    /** Interrupts who waits at the device's gate; takes no further work. */
    public void cancel() {
        threads.shutdownNow();
    }

    /** Takes no further work; what is under way goes on. */
    @Override
    public void close() {
        threads.shutdown();
        for (BlockRequest token = tokens.poll(); token != null; token = tokens.poll()) {
            token.close();
        }
    }
}
