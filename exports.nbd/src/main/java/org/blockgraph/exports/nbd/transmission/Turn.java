// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The place of one client in the queue of an executor that it shares with others. However much a client has
 * to do, it stands there once: who comes to it does one piece of its work, and it stands at the end again if
 * it has more. So one with little to do waits for one piece of each other client at most. Its fields are
 * guarded by the monitor.
 *
 * @param <W> its work
 */
final class Turn<W extends Runnable> implements Runnable {

    private final Executor executor;
    private final Queue<W> waiting = new ArrayDeque<>();

    /** Whether it stands in the queue. */
    private boolean queued;

    Turn(Executor executor) {
        this.executor = executor;
    }

    /** Adds work, in order. Returns false if the executor takes none any more. By the client's thread. */
    boolean add(W work) {
        synchronized (this) {
            waiting.add(work);
            if (queued) {
                return true;
            }
            queued = true;
        }
        if (queueUp()) {
            return true;
        }
        synchronized (this) {
            queued = false;
            return !waiting.remove(work);
        }
    }

    private boolean queueUp() {
        try {
            executor.execute(this);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The latter where no thread can be started.
            return false;
        }
    }

    /** Does one piece of work; where the executor has ended meanwhile, all that it had taken. */
    @Override
    public void run() {
        boolean alone = false;
        while (!alone) {
            W work;
            boolean more;
            synchronized (this) {
                work = waiting.poll();
                more = !waiting.isEmpty();
                queued = more;
            }
            // In the queue again before the work is done, so that several threads can work for one client.
            alone = !more || queueUp();
            if (work != null) {
                work.run();
            }
        }
    }

    /** Takes away what has not begun. */
    synchronized List<W> takeAll() {
        List<W> all = List.copyOf(waiting);
        waiting.clear();
        queued = false;
        return all;
    }
}
