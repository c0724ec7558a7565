// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import org.blockgraph.core.life.BlockCore;
import org.blockgraph.lock.GraphLockFactory;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Runs one block core while the lock service is here. It requires no driver: those come and go. */
@Component(service = CoreComponent.class)
public final class CoreComponent {

    private final BlockCore core;

    /** Starts the core. */
    @Activate
    public CoreComponent(
            BundleContext context,
            @Reference GraphLockFactory locks,
            @Reference ServiceComponentRuntime components,
            @Reference(service = LoggerFactory.class) Logger logger) {
        core = new BlockCore(
                locks, CorePatience.of(context), new DriverAdvice(context, components)::remedy, logger::info);
    }

    BlockCore core() {
        return core;
    }

    /** Closes everything in order. */
    @Deactivate
    void stop() {
        core.close();
    }
}
