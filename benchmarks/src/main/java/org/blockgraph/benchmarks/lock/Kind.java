// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.blockgraph.lock.ContextKind;

/** The locks that are compared. */
public enum Kind {
    /** What the others are measured against. */
    READ_WRITE("ReentrantReadWriteLock", () -> new ReadWriteGuard(new ReentrantReadWriteLock())),
    /** The same, in the order of arrival. */
    READ_WRITE_FAIR("ReentrantReadWriteLock, fair",
            () -> new ReadWriteGuard(new ReentrantReadWriteLock(true))),
    /** Read stamps, never optimistic ones: a reader of the graph may not start over. */
    STAMPED("StampedLock", StampedGuard::new),
    /** A permit for each reader, all of them for the writer. */
    SEMAPHORE("Semaphore", SemaphoreGuard::new),
    /** One counter for all readers and a flag for the writer. */
    COUNTER("AtomicLong and a flag", CounterGuard::new),
    /** A context for all threads. */
    SHARED("graph lock, shared context", () -> new GraphGuard(ContextKind.SHARED, false)),
    /** A context for each thread. */
    CONFINED("graph lock, own context", () -> new GraphGuard(ContextKind.CONFINED, false)),
    /** The same with readers that stay away while a writer wants to come in, as requests do at a gate. */
    QUIESCED("graph lock, own context, quiesced", () -> new GraphGuard(ContextKind.CONFINED, true)),
    /** The measured alternative, in here only. */
    FENCELESS("no fence, membarrier (prototype)", FencelessGuard::new);

    private final String title;
    private final Supplier<Guard> maker;

    Kind(String title, Supplier<Guard> maker) {
        this.title = title;
        this.maker = maker;
    }

    /** Returns the name for tables. */
    public String title() {
        return title;
    }

    Guard make() {
        return maker.get();
    }
}
