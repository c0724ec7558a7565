// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The requests of one connection that its thread does not carry out itself: those that are with the pool, and
 * strays. Bounded; what they take is given back by the connection's thread or, once that has ended, by
 * whoever finishes them. The connection's thread, but for {@link #finished}.
 */
final class HandedOver {

    private final WorkerPool workers;
    private final Turn<Task> turn;
    private final Counters counters;

    /** Tasks whose replies are ready; workers add, the connection's thread takes. */
    private final ConcurrentLinkedQueue<Task> finished = new ConcurrentLinkedQueue<>();

    /** Whether nobody takes finished tasks any more; their workers do it then. */
    private volatile boolean closed;

    private int outstanding;

    /** How many of those hold up threads that were the connection's before. */
    private int strays;

    private int bytes;

    HandedOver(WorkerPool workers, Counters counters) {
        this.workers = workers;
        this.turn = workers.turn();
        this.counters = counters;
    }

    /** Sets memory for one more aside; returns false at a limit. */
    boolean reserve(int wanted) {
        return outstanding < Session.MAX_TASKS
                && bytes + wanted <= Session.MAX_TASK_BYTES
                && workers.reserve(wanted);
    }

    /** Hands one over for which memory was set aside; returns false, and gives that back, at the end. */
    boolean add(Task task) {
        count(task);
        if (!turn.add(task)) {
            forget(task);
            return false;
        }
        return true;
    }

    /** Counts one that holds up the thread that was the connection's. */
    void addStray(Task stray) {
        strays++;
        count(stray);
    }

    private void count(Task task) {
        outstanding++;
        bytes += task.bytes();
        counters.add(Counters.Number.HANDED_OVER, 1);
    }

    /** Forgets one that is answered. */
    void forget(Task task) {
        outstanding--;
        bytes -= task.bytes();
        counters.add(Counters.Number.HANDED_OVER, -1);
        strays -= task.isStray() ? 1 : 0;
        giveBack(task);
    }

    private void giveBack(Task task) {
        if (!task.isStray()) {
            workers.release(task.bytes());
        }
        task.release();
    }

    boolean none() {
        return outstanding == 0;
    }

    boolean hasStrays() {
        return strays > 0;
    }

    boolean noneFinished() {
        return finished.isEmpty();
    }

    /** Takes one whose reply is ready, or null. */
    Task poll() {
        return finished.poll();
    }

    /** Takes a task back whose reply is ready. By a worker, which has done with it. */
    void finished(Task task) {
        finished.add(task);
        if (closed) {
            dropFinished();
        }
    }

    /** Nobody waits for replies any more. After all else on the connection's thread. */
    void close() {
        closed = true;
        dropFinished();
    }

    /** Any thread; each task comes to one of them. */
    private void dropFinished() {
        for (Task task = finished.poll(); task != null; task = finished.poll()) {
            giveBack(task);
        }
    }
}
