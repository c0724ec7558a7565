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
    private final WriterWait waiting;
    private final WriterEvents events = WriterEvents.begun();
    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> deferred = new ArrayDeque<>();

    /** Ends with the section; null when there is none. */
    private QuiesceSection quiesce;

    private long waitedNanos;
    private long heldNanos;
    private boolean closed;

    private volatile boolean inside;
    private volatile long enteredAt;

    WriterSection(WriterGate gate, WriterWait waiting) {
        this.gate = gate;
        this.waiting = waiting;
    }

    void endsWith(QuiesceSection section) {
        quiesce = section;
    }

    void begin() {
        events.entered();
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

    /** The wait was in vain: nothing is left of it. */
    void gaveUp() {
        endQuiesce();
        events.gaveUp(this);
    }

    private void endQuiesce() {
        if (quiesce != null) {
            quiesce.close();
        }
    }

    String lockName() {
        return gate.lockName();
    }

    String reason() {
        return waiting.reason();
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
            throw Refusals.notWriter(
                    lockName(), "closing the write section '" + reason() + "'", closed ? null : thread);
        }
        if (closed) {
            throw Refusals.sectionClosed(lockName(), reason());
        }
        closed = true;
        heldNanos = Math.max(1, System.nanoTime() - enteredAt);
        Throwable failure;
        try {
            gate.leave();
            events.left(this);
            failure = runDeferred();
        } finally {
            endQuiesce();
        }
        WriterSection.<RuntimeException>rethrow(failure);
    }

    private Throwable runDeferred() {
        Throwable first = null;
        for (Runnable work = deferred.poll(); work != null; work = deferred.poll()) {
            try {
                work.run();
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }

    /** Throws it as it is: work of another language may throw what it did not declare. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void rethrow(Throwable failure) throws E {
        if (failure != null) {
            throw (E) failure;
        }
    }
}
