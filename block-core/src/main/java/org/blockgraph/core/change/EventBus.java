// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.change;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockEventListener;

/**
 * Delivers events in order on one thread that holds no lock. At most {@link BlockEventListener#MAX_PENDING}
 * wait; then the oldest are dropped, and the log says how many.
 */
public final class EventBus {

    private final ExecutorService thread;
    private final Consumer<String> log;
    private final List<BlockEventListener> listeners = new CopyOnWriteArrayList<>();

    /** Events not yet delivered; guarded by itself, as is the count of dropped ones. */
    private final ArrayDeque<BlockEvent> pending = new ArrayDeque<>();

    private long dropped;

    /** Uses one thread, and a log for what listeners throw. */
    public EventBus(ExecutorService thread, Consumer<String> log) {
        this.thread = thread;
        this.log = log;
    }

    /** Adds a listener. */
    public void add(BlockEventListener listener) {
        listeners.add(listener);
    }

    /** Removes a listener. */
    public void remove(BlockEventListener listener) {
        listeners.remove(listener);
    }

    /** Queues an event that happens now. Any thread; never waits. */
    public void post(BlockEvent.Kind kind, String subject, String detail) {
        post(List.of(new BlockEvent(kind, subject, detail, Instant.now())));
    }

    /** Queues events. Any thread; never waits. */
    public void post(List<BlockEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        synchronized (pending) {
            for (BlockEvent event : events) {
                if (pending.size() == BlockEventListener.MAX_PENDING) {
                    pending.removeFirst();
                    dropped++;
                }
                pending.addLast(event);
            }
        }
        try {
            thread.execute(this::deliver);
        } catch (RejectedExecutionException e) {
            // The core is closed: nobody listens any more.
            return;
        }
    }

    private void deliver() {
        while (true) {
            BlockEvent event;
            long lost;
            synchronized (pending) {
                event = pending.pollFirst();
                lost = dropped;
                dropped = 0;
            }
            if (lost > 0) {
                log.accept(lost + " events were dropped because a listener is slow");
            }
            if (event == null) {
                return;
            }
            log.accept(event.kind() + " " + event.subject() + ": " + event.detail());
            for (BlockEventListener listener : listeners) {
                tell(listener, event);
            }
        }
    }

    private void tell(BlockEventListener listener, BlockEvent event) {
        try {
            listener.event(event);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            // A listener whose bundle goes at this moment throws errors of linkage.
            log.accept("a listener failed on " + event.kind() + ": " + e);
        }
    }
}
