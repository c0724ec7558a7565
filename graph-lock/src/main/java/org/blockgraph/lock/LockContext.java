// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A source of readers with a count of its own. The count may be negative when requests enter elsewhere and
 * leave here: only the sum over all contexts matters.
 */
@ProviderType
public interface LockContext extends AutoCloseable {

    /** The most holds that are registered in one context at the same time. */
    int MAX_HOLDS = 65_536;

    /** Returns the name given when the context was opened. Any thread, any lock. */
    String name();

    /** Returns the kind given when the context was opened. Any thread, any lock. */
    ContextKind kind();

    /**
     * Preallocates a hold. Any thread; not for the fast path.
     *
     * @param owner who will hold, for reports and refusals
     * @return a hold in state FREE, owned by the caller, who closes it
     * @throws LockUsageException CLOSED, or LIMIT ({@link #MAX_HOLDS} here or {@link GraphLock#MAX_HOLDS}
     *     in all)
     */
    Hold newHold(String owner);

    /**
     * Returns entries minus departures through this context, as seen now; 0 after it was closed and its
     * balance went to the orphaned one. Any thread.
     */
    long balance();

    /**
     * Closes the context with whatever balance it has; the balance stays in the sum as orphaned. Holds
     * that are held may still be released, through this context as well; new reads are refused with
     * CLOSED. Any thread, also while a writer waits; idempotent. In a CONFINED context the thread that
     * uses it closes it, or somebody ordered after its last use.
     */
    @Override
    void close();
}
