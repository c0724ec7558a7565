// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

import java.util.EnumSet;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Shows its child as it is, and misbehaves where its script says so. */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "misbehaving", kind = DriverKind.FORMAT)
public final class MisbehavingDriver implements BlockDriver {

    private static final String NO_NODE = "";

    private final Deeds deeds;

    /** Reads the script. */
    @Activate
    public MisbehavingDriver(BundleContext context) throws BlockException {
        deeds = new Deeds(Script.of(context));
        deeds.at("construct", NO_NODE);
    }

    /** Never claims an image; a probe can't throw a BlockException, so its deeds are the unchecked ones. */
    @Override
    public int probe(byte[] head) {
        deeds.unchecked("probe", NO_NODE);
        return PROBE_NO;
    }

    @Override
    public void create(CreateContext context) throws BlockException {
        deeds.at("create", context.name());
        context.file().truncate(context.request(), context.size());
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        Child file = context.child("file", EnumSet.of(ChildRole.DATA, ChildRole.PRIMARY));
        if (deeds.at("open", context.nodeName()) == Deeds.Answer.NOTHING) {
            return null;
        }
        return new MisbehavingInstance(context.nodeName(), file, deeds);
    }
}
