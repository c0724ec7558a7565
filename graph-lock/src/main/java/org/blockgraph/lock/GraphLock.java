// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.concurrent.TimeUnit;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One lock: contexts of readers on one side, one writer under the global lock on the other.
 *
 * <p>The writer does not bar readers while it waits: a nested read always succeeds then. Starvation is
 * prevented by the {@linkplain QuiesceHook quiesce hooks}, which close the outside sources of new readers
 * from the moment the writer starts to wait until it has left again.
 */
@ProviderType
public interface GraphLock extends AutoCloseable {

    /** The most contexts that are open at the same time. */
    int MAX_CONTEXTS = 65_536;

    /** The most holds that are registered at the same time, those of closed contexts included. */
    int MAX_HOLDS = 1 << 20;

    /** The most quiesce hooks that are added at the same time. */
    int MAX_QUIESCE_HOOKS = 65_536;

    /** The most quiesce sections that are open at the same time. */
    int MAX_QUIESCE_SECTIONS = 65_536;

    /** The most pieces of deferred work that one write section may queue. */
    int MAX_DEFERRED = 65_536;

    /**
     * A writer that has waited so long is reported to the log, with the readers that it waits for, and again
     * every ten seconds. A thread that lives as long as the report writes it; none runs while nobody waits.
     */
    int LONG_WAIT_MILLIS = 500;

    /** Returns the name given to {@link GraphLockFactory#open}. Any thread, any lock. */
    String name();

    /**
     * Registers a context with a count of zero. Any thread, also while a writer waits or is inside.
     *
     * @param name who reads through the context, for reports
     * @param kind whether one thread at a time or many enter through it
     * @return the context, owned by the caller, who closes it
     * @throws LockUsageException CLOSED or LIMIT ({@link #MAX_CONTEXTS})
     */
    LockContext openContext(String name, ContextKind kind);

    /** Returns the global lock that belongs to this lock. Any thread, any lock. */
    GlobalLock global();

    /**
     * Enters as the writer, waiting without limit and without regard to interrupts.
     *
     * @param reason why, for reports and history
     * @return the write section; the same thread closes it
     * @throws LockUsageException NO_GLOBAL_LOCK, WRITER_RECURSION, UPGRADE (this thread holds a read; the
     *     message names the hold) or CLOSED
     */
    WriteSection lockWrite(String reason);

    /**
     * Enters as the writer, waiting at most so long. A timeout or an interrupt leaves counts, flag and
     * quiesce exactly as before.
     *
     * @throws LockTimeoutException when readers remain after the timeout; it names them
     * @throws InterruptedException when the thread is interrupted before or while it waits
     * @throws LockUsageException as {@link #lockWrite(String)}
     */
    WriteSection lockWrite(String reason, long timeout, TimeUnit unit)
            throws LockTimeoutException, InterruptedException;

    /**
     * Enters as the writer if no reader is inside now; does not quiesce and does not wait.
     *
     * @return the section, or null when a reader is inside
     * @throws LockUsageException as {@link #lockWrite(String)}
     */
    WriteSection tryLockWrite(String reason);

    /**
     * Closes the outside sources of readers by the quiesce hooks until the section is closed. Sections
     * nest: the hooks run for the first that begins and the last that ends. Any thread, no read held by it.
     *
     * @throws LockUsageException UPGRADE when this thread holds a read, CLOSED, or LIMIT ({@link
     *     #MAX_QUIESCE_SECTIONS})
     */
    QuiesceSection quiesce(String reason);

    /**
     * Adds a hook that closes and opens one source of readers. Any thread; while a quiesce is in force
     * the hook is called at once, before this method returns.
     *
     * @return a registration; closing it removes the hook, and ends the hook's own quiesce if one is in force
     * @throws LockUsageException CLOSED or LIMIT ({@link #MAX_QUIESCE_HOOKS})
     */
    AutoCloseableRegistration addQuiesceHook(QuiesceHook hook);

    /**
     * Queues work to run on the writer's thread after the write lock was released and every sleeping
     * reader was woken, in order of arrival, before the quiesce ends. The work may take the write lock
     * again. Called by the writer only.
     *
     * @throws LockUsageException NOT_HELD when the calling thread is not the writer, LIMIT when
     *     {@link #MAX_DEFERRED} are queued
     */
    void defer(Runnable work);

    /** Tells whether the calling thread is the writer. Any thread; costs one volatile read. */
    boolean isWriter();

    /**
     * Returns the name of a hold through which the calling thread is inside as a reader, or null. Looks at
     * every registered hold: for the slow path and for refusals, never for each request.
     */
    String heldBy(Thread thread);

    /**
     * Refuses to go on when the calling thread is the writer, which must never wait for I/O.
     *
     * @throws LockUsageException WAIT_UNDER_WRITE
     */
    void requireMayWait(String what);

    /**
     * Describes the lock at this moment without stopping anybody; counts may be off by readers that come
     * and go meanwhile.
     *
     * @param withStacks whether the stack of each reader and of the writer is wanted, which is slow
     */
    LockSnapshot snapshot(boolean withStacks);

    /**
     * Closes the lock: readers and writers that wait are refused with CLOSED, holds that exist may still
     * be released. Idempotent, any thread.
     */
    @Override
    void close();

    /** A registration that is undone by closing it, once; further closes do nothing. */
    @ProviderType
    interface AutoCloseableRegistration extends AutoCloseable {
        @Override
        void close();
    }
}
