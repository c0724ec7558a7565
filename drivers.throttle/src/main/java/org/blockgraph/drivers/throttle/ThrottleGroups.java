// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.NodeServices;

/**
 * The groups of one version of the driver, each as long as it has members; guarded by this, which is taken
 * before the lock of a group.
 */
final class ThrottleGroups {

    private final Map<String, ThrottleGroup> groups = new HashMap<>();
    private final LongSupplier clock;

    /** No groups, by a clock of nanoseconds. */
    ThrottleGroups(LongSupplier clock) {
        this.clock = clock;
    }

    /** Adds a member that does not count before {@link ThrottleGroup#count}. */
    synchronized Member join(String name, String node, NodeServices services, ThrottleLimits given)
            throws BlockException {
        ThrottleGroup group = groups.getOrDefault(name, new ThrottleGroup(name, clock));
        Member member = new Member(group, node, services, given);
        group.admit(member);
        groups.put(name, group);
        return member;
    }

    /** Lets a member go, and its group with the last one. */
    synchronized void leave(Member member) {
        ThrottleGroup group = member.group();
        group.remove(member);
        if (group.isEmpty()) {
            groups.remove(group.name(), group);
        }
    }
}
