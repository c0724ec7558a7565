// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
 * Filters that make trouble by rules. Options, by QMP's names: {@code inject-error.N.*}, {@code
 * set-state.N.*}, {@code config}, {@code align} and other limits; and {@code suspend.N.*}.
 */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "blkdebug", kind = DriverKind.FILTER)
public final class BlkdebugDriver implements BlockDriver {

    private static final Set<ChildRole> FILTER = EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY);

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        String node = context.nodeName();
        List<Rule> rules = RuleSources.of(node, context.options());
        Child child = child(context);
        DebugLimits limits = DebugLimits.of(node, context.options(), child.limits());
        Engine engine = new Engine(node);
        engine.replace(rules);
        return new BlkdebugInstance(node, child, limits, engine, context.services());
    }

    /** QMP calls the child image; a file name at the top is shorthand for one that is called file. */
    static Child child(OpenContext context) throws BlockException {
        Child image = context.childIfGiven("image", FILTER, Map.of());
        return image == null ? context.child("file", FILTER) : image;
    }
}
