// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import org.osgi.annotation.versioning.ProviderType;

/** The time in which a writer is inside. Closed once, by the thread that opened it. */
@ProviderType
public interface WriteSection extends AutoCloseable {

    /** Returns how long the writer waited for the readers, in nanoseconds. */
    long waitedNanos();

    /** Returns how many readers were inside when the writer began to wait, as summed then. */
    long readersAtStart();

    /** Returns how long the write lock was held, in nanoseconds; 0 until it is closed. */
    long heldNanos();

    /**
     * Leaves: wakes every sleeping reader, then runs deferred work, then ends the quiesce. An exception of
     * deferred work does not stop the rest; the first is thrown at the end, the others suppressed in it.
     *
     * @throws LockUsageException NOT_HELD on a second close or from another thread
     */
    @Override
    void close();
}
