// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of changes: register it as a service. Events arrive in order on one thread of the core's that holds
 * no lock; at most {@link #MAX_PENDING} wait for a slow listener, then the oldest are dropped and counted.
 */
@ConsumerType
public interface BlockEventListener {

    /** The most events that wait for delivery. */
    int MAX_PENDING = 1024;

    /** Takes note. What it throws is logged by the core and ignored. */
    @Io(lock = LockNeed.NONE)
    void event(BlockEvent event);
}
