// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.QuiesceSection;
import org.blockgraph.lock.WriteSection;

/**
 * One writer, from the moment it begins to wait until it has left. Belongs to the writer's thread; what
 * reports read is final or volatile.
 */
final class WriterSection implements WriteSection {

    private final WriterGate gate;
    private final String reason;
    private final WriterWait waiting;
    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> deferred = new ArrayDeque<>();

    /** Ends with the section; null when there is none. */
    private QuiesceSection quiesce;

    private long waitedNanos;
    private long heldNanos;
    private boolean closed;

    private volatile boolean inside;
    private volatile long enteredAt;

    WriterSection(WriterGate gate, String reason, WriterWait waiting) {
        this.gate = gate;
        this.reason = reason;
        this.waiting = waiting;
    }

    void endsWith(QuiesceSection section) {
        quiesce = section;
    }

    void begin() {
        enteredAt = System.nanoTime();
        waitedNanos = waiting.elapsedNanos();
        inside = true;
    }

    void defer(Runnable work) {
        Objects.requireNonNull(work, "work");
        if (deferred.size() == GraphLock.MAX_DEFERRED) {
            throw Refusals.tooMuchDeferred(lockName());
        }
        deferred.add(work);
    }

    void endQuiesce() {
        if (quiesce != null) {
            quiesce.close();
        }
    }

    String lockName() {
        return gate.lockName();
    }

    String reason() {
        return reason;
    }

    WriterWait waiting() {
        return waiting;
    }

    Thread thread() {
        return thread;
    }

    boolean isInside() {
        return inside;
    }

    /** Returns how long it has been inside, or waited if it is not. */
    long sinceNanos() {
        return inside ? System.nanoTime() - enteredAt : waiting.elapsedNanos();
    }

    @Override
    public long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public long readersAtStart() {
        return waiting.readersAtStart();
    }

    @Override
    public long heldNanos() {
        return heldNanos;
    }

    @Override
    public void close() {
        if (Thread.currentThread() != thread) {
            throw Refusals.notWriter(lockName(), "closing the write section '" + reason + "'");
        }
        if (closed) {
            throw Refusals.sectionClosed(lockName(), reason);
        }
        closed = true;
        heldNanos = Math.max(1, System.nanoTime() - enteredAt);
        Throwable failure;
        try {
            gate.leave();
            failure = runDeferred();
        } finally {
            endQuiesce();
        }
        rethrow(failure);
    }

    private Throwable runDeferred() {
        Throwable first = null;
        for (Runnable work = deferred.poll(); work != null; work = deferred.poll()) {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
