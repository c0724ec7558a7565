// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import org.blockgraph.api.BlockEventListener;
import org.blockgraph.api.BlockGraph;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Shows the core to clients, and tells listeners of its events. */
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.blockgraph.api.BlockGraph\"",
        uses = BlockGraph.class)
@Component(service = {}, immediate = true)
public final class GraphComponent {

    private final CoreComponent owner;
    private final ServiceRegistration<BlockGraph> registration;

    /** Registers the graph. */
    @Activate
    public GraphComponent(BundleContext context, @Reference CoreComponent owner) {
        this.owner = owner;
        this.registration = context.registerService(BlockGraph.class, owner.core(), null);
    }

    /** Adds a listener. */
    @Reference(
            service = BlockEventListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addListener(BlockEventListener listener) {
        owner.core().addListener(listener);
    }

    /** Removes a listener. */
    void removeListener(BlockEventListener listener) {
        owner.core().removeListener(listener);
    }

    /** Clients lose the graph before anything is closed. */
    @Deactivate
    void stop() {
        registration.unregister();
    }
}
