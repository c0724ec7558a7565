// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import java.util.concurrent.TimeUnit;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The lock of whoever decides on changes; the write lock can be taken only under it. Re-entrant for its
 * thread. Taken before the write lock and never the other way round.
 */
@ProviderType
public interface GlobalLock {

    /**
     * Takes the lock, waiting without limit.
     *
     * @throws LockUsageException UPGRADE when the calling thread holds a read, WRITER_RECURSION when it is
     *     the writer
     */
    void lock();

    /**
     * Takes the lock, waiting at most so long.
     *
     * @return false when the timeout passed
     * @throws InterruptedException when interrupted
     * @throws LockUsageException as {@link #lock()}
     */
    boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException;

    /**
     * Gives the lock back, once for each time it was taken.
     *
     * @throws LockUsageException NOT_HELD, or WRITE_HELD when the calling thread is still the writer
     */
    void unlock();

    /** Tells whether the calling thread holds the lock. */
    boolean isHeldByCurrentThread();

    /** Returns the thread that holds it, or null; a momentary view for reports. */
    Thread owner();
}
