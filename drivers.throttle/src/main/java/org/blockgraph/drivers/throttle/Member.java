// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.blockgraph.api.driver.NodeServices;

/**
 * A node in its group, with its requests that wait. Everything that changes is guarded by the lock of the
 * group.
 */
final class Member {

    /** A request that waits, and whether it need not any longer. */
    static final class Waiter {
        final long bytes;
        final Condition changed;
        boolean granted;

        Waiter(long bytes, Condition changed) {
            this.bytes = bytes;
            this.changed = changed;
        }
    }

    private final ThrottleGroup group;
    private final String node;
    private final NodeServices services;
    private final ThrottleLimits given;
    private final Map<Direction, Deque<Waiter>> waiting = new EnumMap<>(Direction.class);

    /** Directions in which a request of this node pauses, so that a drain is noticed. */
    private final Set<Direction> watched = EnumSet.noneOf(Direction.class);

    /** False for a member that a reopen has only prepared. */
    private boolean counts;

    /**
     * A member that does not count yet.
     *
     * @param given the limits in the node's own options, or {@link ThrottleLimits#NONE}
     */
    Member(ThrottleGroup group, String node, NodeServices services, ThrottleLimits given) {
        this.group = group;
        this.node = node;
        this.services = services;
        this.given = given;
        for (Direction direction : Direction.values()) {
            waiting.put(direction, new ArrayDeque<>());
        }
    }

    ThrottleGroup group() {
        return group;
    }

    String node() {
        return node;
    }

    NodeServices services() {
        return services;
    }

    ThrottleLimits given() {
        return given;
    }

    boolean counts() {
        return counts;
    }

    void count() {
        counts = true;
    }

    Deque<Waiter> waiting(Direction direction) {
        return waiting.get(direction);
    }

    Set<Direction> watched() {
        return watched;
    }
}
