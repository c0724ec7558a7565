// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Opens graph locks, one for each structure that wants protection. Registered as an OSGi service with
 * bundle scope: when the client bundle goes, the locks that it left open are closed and reported.
 */
@ProviderType
public interface GraphLockFactory {

    /** The most locks that one factory keeps open at the same time. */
    int MAX_LOCKS = 1024;

    /**
     * Opens a lock. Any thread, no lock held.
     *
     * @param name what the lock protects, for reports; not necessarily unique
     * @return the lock, owned by the caller, who closes it
     * @throws LockUsageException LIMIT when {@link #MAX_LOCKS} are open, CLOSED when the factory is closed
     */
    GraphLock open(String name);
}
