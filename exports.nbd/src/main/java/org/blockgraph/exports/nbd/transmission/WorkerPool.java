// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * The threads of one export for requests that may block, and their tokens. An export of its own each, so
 * that a device that hangs holds up no other. At most {@link #THREADS} requests are carried out, not counting
 * those that take long, for each of which there is another thread, {@link #MAX_THREADS} in all; further ones
 * wait, at most {@link Session#MAX_TASKS} of each connection, and connections have their {@link Turn}s. Any
 * thread.
 */
public final class WorkerPool implements AutoCloseable {

    /** The most requests that are carried out at the same time. */
    public static final int THREADS = 16;

    /** The most threads, of which all but {@link #THREADS} replace some that are held up. */
    public static final int MAX_THREADS = 128;

    /** The most memory that requests of all connections take here, in bytes. */
    public static final long MAX_BYTES = 64 << 20;

    private static final long IDLE_SECONDS = 10;

    private final BlockDevice device;
    private final String name;
    private final ThreadPoolExecutor threads;
    private final ArrayBlockingQueue<BlockRequest> tokens = new ArrayBlockingQueue<>(THREADS);

    /** What requests take now. */
    private final AtomicLong bytes = new AtomicLong();

    /** Requests that are being carried out, and those of connections that did not wait for them. */
    private final Set<Task> underWay = ConcurrentHashMap.newKeySet();

    /** Threads start when they are needed, and go when they are not. */
    public WorkerPool(BlockDevice device, String name) {
        this.device = device;
        this.name = name;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS,
                MAX_THREADS,
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

    /** Returns where one connection's requests wait. */
    Turn<Task> turn() {
        return new Turn<>(threads);
    }

    /** Sets memory for a request aside, in bytes; returns whether there is so much. */
    boolean reserve(int wanted) {
        if (bytes.addAndGet(wanted) <= MAX_BYTES) {
            return true;
        }
        release(wanted);
        return false;
    }

    /** Gives back what was reserved. */
    void release(int reserved) {
        bytes.addAndGet(-reserved);
    }

    BlockRequest borrowToken() throws BlockException {
        BlockRequest token = tokens.poll();
        return token != null ? token : device.newRequest("nbd export " + name);
    }

    void giveBack(BlockRequest token) {
        boolean kept = !token.abandoned() && tokens.offer(token);
        // Who closes the pool may have looked before.
        if (!kept || threads.isShutdown() && tokens.remove(token)) {
            token.close();
        }
    }

    void watch(Task task) {
        underWay.add(task);
    }

    void forget(Task task) {
        underWay.remove(task);
    }

    /**
     * Answers requests that the core has given up since the last call, and replaces threads that are held up
     * by the same request as then. The clock's thread.
     */
    public void watch() {
        int held = 0;
        for (Task task : underWay) {
            task.answerIfAbandoned();
            held += task.holdsUpWorker() ? 1 : 0;
        }
        int size = Math.min(THREADS + held, MAX_THREADS);
        if (size != threads.getCorePoolSize()) {
            threads.setCorePoolSize(size);
        }
    }

    /** Interrupts who waits at the device's gate; takes no further work, and answers what has not begun. */
    public void cancel() {
        List<Runnable> waiting = threads.shutdownNow();
        BlockException ended = new BlockException(BlockError.CANCELLED, "the export is being ended");
        for (Runnable each : waiting) {
            ((Turn<?>) each).takeAll().forEach(task -> ((Task) task).finish(ended));
        }
        underWay.forEach(Task::interruptStray);
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
