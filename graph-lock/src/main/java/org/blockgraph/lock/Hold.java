// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.concurrent.TimeUnit;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One reader's token, preallocated, used again and again, without allocation. It belongs to one thread at a
 * time; a request that enters in one thread and leaves in another hands it over with a happens-before edge.
 * An upgrade is refused to the thread that entered, wherever the hold is now; a thread that took the hold
 * over and asks for the write lock waits for itself, and is reported as a writer that waits long.
 *
 * <p>Whoever has the hold may release it, in whatever thread: a release that is one too many is refused. Two
 * threads that use one hold at the same time are a mistake that nothing notices, and that may leave the
 * counts wrong for good; to guard against it would cost each release an atomic step.
 *
 * <p>A hold is re-entrant: taking it again while held only raises its depth and never waits.
 */
@ProviderType
public interface Hold extends AutoCloseable {

    /** The most times one hold may be taken without being released. */
    int MAX_DEPTH = 1 << 20;

    /** What a hold is doing. */
    enum State {
        /** Nobody is inside through it. */
        FREE,
        /** Its thread is inside. */
        HELD,
        /** It was inside when it was abandoned; it no longer counts and its release does nothing. */
        ABANDONED,
        /** It was closed and can't be used any more. */
        CLOSED
    }

    /**
     * Enters as a reader; sleeps while a writer is inside, without regard to interrupts.
     *
     * @throws LockUsageException CLOSED (lock, context or hold), ABANDONED, LIMIT ({@link #MAX_DEPTH}), or
     *     WRITER_RECURSION when the calling thread is the writer
     */
    void lockRead();

    /**
     * Enters as a reader unless interrupted before or while asleep; the interrupt leaves no trace.
     *
     * @throws InterruptedException when interrupted
     * @throws LockUsageException as {@link #lockRead()}
     */
    void lockReadInterruptibly() throws InterruptedException;

    /**
     * Enters as a reader if no writer is inside now; never sleeps. A writer that is just making its final
     * check counts as inside.
     *
     * @throws LockUsageException as {@link #lockRead()}
     */
    boolean tryLockRead();

    /**
     * Enters as a reader, asleep at most so long.
     *
     * @return false when the timeout passed; the counts are as before
     * @throws InterruptedException when interrupted before or while asleep; the counts are as before
     * @throws LockUsageException as {@link #lockRead()}
     */
    boolean tryLockRead(long timeout, TimeUnit unit) throws InterruptedException;

    /**
     * Leaves through the context in which the hold was made. On an abandoned hold it changes no count and
     * makes the hold FREE again.
     *
     * @throws LockUsageException NOT_HELD on a double release; counts are unchanged
     */
    void unlockRead();

    /**
     * Leaves through another context; the sum of both stays right. A confined context is left through by its
     * own thread only.
     *
     * @throws LockUsageException NOT_HELD; or FOREIGN when the context belongs to another lock
     */
    void unlockRead(LockContext where);

    /**
     * Takes the hold of a reader that hangs out of the count, so that a writer no longer waits for it. Any
     * thread. What the reader does afterwards is not protected: it must look at {@link #isAbandoned} before
     * each further step in the structure.
     *
     * @return true when it was held and now no longer counts; false when it was not inside (any more), or
     *     had been abandoned before
     */
    boolean abandon();

    /** Tells whether the hold was abandoned and not yet released. Any thread; one volatile read. */
    boolean isAbandoned();

    /** Returns the state as seen now. Any thread. */
    State state();

    /**
     * Returns the thread that entered and is inside, or null. Any thread. A hold that is FREE still keeps
     * its last thread reachable, until another thread uses it or it is closed.
     */
    Thread thread();

    /** Returns the owner's name given at creation. Any thread. */
    String owner();

    /** Returns the context in which the hold was made. Any thread. */
    LockContext context();

    /**
     * Unregisters the hold. Idempotent.
     *
     * @throws LockUsageException STILL_HELD while it is held
     */
    @Override
    void close();
}
