// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.NodeTasks;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.io.ExceptionCopy;

/**
 * What one instance has been lent. While held, tasks queue instead of running and waits inside the driver
 * end; after the end nothing runs. All fields are guarded by {@link #lock}.
 */
final class LentTasks implements NodeTasks {

    /** Says something about the node: to the log, and as an event where the image is corrupt. */
    interface Voice {
        void report(String sentence);

        void corrupted(String sentence);
    }

    private final String node;
    private final NodeFiles files;
    private final Graph graph;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final Voice voice;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Task> queued = new ArrayDeque<>();
    private final Set<Future<?>> timed = new HashSet<>();
    private int running;

    /** Those of them that have begun. */
    private final Set<RequestToken> inside = new HashSet<>();

    private boolean held;
    private boolean ended;

    LentTasks(String node, NodeFiles files, Graph graph, CoreThreads threads, Voice voice) {
        this.node = node;
        this.files = files;
        this.graph = graph;
        this.threads = threads.tasks();
        this.timer = threads.timer();
        this.voice = voice;
    }

    @Override
    public void execute(Task task) throws BlockException {
        locked(() -> {
            if (ended) {
                throw new BlockException(
                        BlockError.CANCELLED, node, node + ": the driver's instance is closing");
            }
            if (running + queued.size() >= MAX_TASKS) {
                throw new BlockException(
                        BlockError.BUSY,
                        node,
                        node + ": " + MAX_TASKS + " tasks of the driver are unfinished");
            }
            if (held) {
                queued.add(task);
            } else {
                start(task);
            }
        });
    }

    /** A body under the lock. */
    private interface Locked {
        void run() throws BlockException;
    }

    private void locked(Locked body) throws BlockException {
        lock.lock();
        try {
            body.run();
        } finally {
            lock.unlock();
        }
    }

    private void start(Task task) {
        running++;
        try {
            threads.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            running--;
        }
    }

    private void run(Task task) {
        RequestToken token = null;
        try {
            token = begin();
            if (token != null) {
                task.run(token);
            }
        } catch (Throwable e) {
            voice.report(node + ": a task of the driver failed: "
                    + ExceptionCopy.own(node, "a task", BlockException.NO_OFFSET, e)
                            .getMessage());
        } finally {
            over(token);
        }
    }

    /** Returns null when the instance has ended meanwhile. */
    private RequestToken begin() throws BlockException {
        RequestToken token = graph.controlToken(node + " task");
        boolean begun = false;
        lock.lock();
        try {
            if (!ended) {
                token.enter(files);
                begun = inside.add(token);
            }
        } finally {
            lock.unlock();
            if (!begun) {
                token.close();
            }
        }
        return begun ? token : null;
    }

    private void over(RequestToken token) {
        if (token != null) {
            token.leave();
            token.close();
        }
        lock.lock();
        try {
            inside.remove(token);
            running--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Scheduled schedule(Duration delay, Task task) throws BlockException {
        Timed handle = new Timed(task);
        locked(() -> {
            if (ended) {
                throw new BlockException(
                        BlockError.CANCELLED, node, node + ": the driver's instance is closing");
            }
            if (timed.size() >= MAX_TASKS) {
                throw new BlockException(BlockError.BUSY, node, node + ": " + MAX_TASKS + " timers are set");
            }
            handle.future = timer.schedule(handle, delay.toNanos(), TimeUnit.NANOSECONDS);
            timed.add(handle.future);
        });
        return handle;
    }

    /** A task with its time, itself in the queue while tasks are held; the future is guarded by the lock. */
    private final class Timed implements Scheduled, Runnable, Task {
        private final Task task;
        private Future<?> future;

        Timed(Task task) {
            this.task = task;
        }

        @Override
        public void run(BlockRequest request) throws BlockException {
            task.run(request);
        }

        @Override
        public void run() {
            try {
                locked(() -> {
                    timed.remove(future);
                    if (!ended && held) {
                        queued.add(this);
                    } else if (!ended) {
                        start(this);
                    }
                });
            } catch (BlockException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                future.cancel(false);
                timed.remove(future);
                queued.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public boolean pause(BlockRequest request, Duration time) {
        graph.lock().requireMayWait(node + " pauses");
        long left = time.toNanos();
        lock.lock();
        try {
            while (left > 0 && !held && !ended && !request.abandoned()) {
                left = changed.awaitNanos(left);
            }
            return left <= 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void report(String sentence) {
        voice.report(node + ": " + sentence);
    }

    @Override
    public void corrupted(String sentence) {
        voice.corrupted(sentence);
    }

    @Override
    public void endWaits() {
        lock.lock();
        try {
            held = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hold(long deadlineNanos) {
        endWaits();
        return awaitNoneRunning(deadlineNanos);
    }

    private boolean awaitNoneRunning(long deadlineNanos) {
        lock.lock();
        try {
            long left = deadlineNanos - System.nanoTime();
            while (running > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return running == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release() {
        lock.lock();
        try {
            held = false;
            while (!queued.isEmpty()) {
                start(queued.poll());
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean end(long deadlineNanos) {
        lock.lock();
        try {
            ended = true;
            queued.clear();
            timed.forEach(future -> future.cancel(false));
            timed.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean none = awaitNoneRunning(deadlineNanos);
        if (!none) {
            leaveBehind();
        }
        return none;
    }

    private void leaveBehind() {
        lock.lock();
        try {
            inside.forEach(RequestToken::abandon);
        } finally {
            lock.unlock();
        }
    }
}
