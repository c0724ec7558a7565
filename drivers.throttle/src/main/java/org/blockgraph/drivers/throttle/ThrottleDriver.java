// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.util.EnumSet;
import java.util.Set;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Component;

/**
 * Filters that limit how much goes through. Options: those of QMP's ThrottleLimits, such as {@code
 * iops-total}, {@code iops-total-max} and {@code iops-total-max-length}, and {@code throttle-group}.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "throttle", kind = DriverKind.FILTER)
public final class ThrottleDriver implements BlockDriver {

    static final Set<ChildRole> FILE = EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY);

    /** Holds no group longer than an instance that is in it. */
    private final ThrottleGroups groups = new ThrottleGroups(System::nanoTime);

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        ThrottleLimits limits = ThrottleLimits.of(context.nodeName(), context.options());
        String group = groupName(context);
        Child file = context.child("file", FILE);
        Member member = groups.join(group, context.nodeName(), context.services(), limits);
        member.group().count(member);
        return new ThrottleInstance(groups, file, member);
    }

    /** Returns the name of the group; that of a node alone is the node's. */
    static String groupName(OpenContext context) {
        String group = context.options().text("throttle-group");
        return group == null ? context.nodeName() : group;
    }
}
