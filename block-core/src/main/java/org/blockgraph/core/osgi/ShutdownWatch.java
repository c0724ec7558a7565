// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.util.Collection;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockgraph.api.export.BlockExports;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Hears that the framework begins to stop, before it stops any bundle: exports stop serving, then nothing
 * parks, waiting requests fail at once, and every device is written out while all drivers are still here.
 */
@Component(service = {}, immediate = true)
public final class ShutdownWatch implements SynchronousBundleListener {

    private final BundleContext context;
    private final CoreComponent owner;
    private final Collection<BlockExports> exports = new CopyOnWriteArrayList<>();

    /** Starts to listen. */
    @Activate
    public ShutdownWatch(BundleContext context, @Reference CoreComponent owner) {
        this.context = context;
        this.owner = owner;
        context.addBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && isSystem(event.getBundle())) {
            exports.forEach(BlockExports::windDown);
            owner.core().shutDown("the framework is stopping");
        }
    }

    /** Whoever serves clients stops before devices close. */
    @Reference(
            service = BlockExports.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addExports(BlockExports arrived) {
        exports.add(arrived);
    }

    /** Nothing more to stop. */
    void removeExports(BlockExports left) {
        exports.remove(left);
    }

    private static boolean isSystem(Bundle bundle) {
        return bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID;
    }

    /** Stops listening. */
    @Deactivate
    void stop() {
        context.removeBundleListener(this);
    }
}
