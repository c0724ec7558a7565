// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving.silent;

import java.util.concurrent.Callable;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Never becomes a service. */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "misbehaving", kind = DriverKind.FORMAT)
public final class SilentDriver implements BlockDriver {

    private final Callable<?> awaited;

    /** Never called. */
    @Activate
    public SilentDriver(@Reference(target = "(test.never=*)") Callable<?> awaited) {
        this.awaited = awaited;
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        throw new BlockException(
                BlockError.DRIVER_FAULT, context.nodeName(), "nobody calls this: " + awaited);
    }
}
