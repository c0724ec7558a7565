// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.concurrent.locks.Condition;
import org.blockgraph.api.BlockRequest;

/** A request's range in a {@link Tracker}, from its entry until it is closed. */
public final class Tracked implements AutoCloseable {

    /** Stands for a request that need not be tracked. */
    static final Tracked NONE = new Tracked(null, null, 0, 0, false);

    final BlockRequest owner;
    final long start;
    final long end;
    final boolean serialising;

    /** The rest under the tracker's lock. */
    Tracked previous;
    Tracked next;
    boolean listed;
    /** How many of those before it have to leave first. */
    int blockers;
    Condition turn;

    private final Tracker tracker;

    Tracked(Tracker tracker, BlockRequest owner, long start, long end, boolean serialising) {
        this.tracker = tracker;
        this.owner = owner;
        this.start = start;
        this.end = end;
        this.serialising = serialising;
    }

    boolean conflicts(Tracked other) {
        return (serialising || other.serialising) && start < other.end && other.start < end;
    }

    boolean covers(long from, long to) {
        return serialising && start <= from && to <= end;
    }

    /** Leaves, so that those who wait for the range go on. Idempotent. */
    @Override
    public void close() {
        if (tracker != null) {
            tracker.leave(this);
        }
    }
}
