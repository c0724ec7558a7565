// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.util.Map;
import org.blockgraph.api.driver.BlockDriverType;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Says what to do to get a driver: its bundle may be here and be stopped, not resolve, or not bring up its
 * component. Asks the framework, so it is called with no lock held.
 */
final class DriverAdvice {

    private static final String API = "org.blockgraph.api";

    private final BundleContext context;
    private final BundleSteps steps;

    DriverAdvice(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.steps = new BundleSteps(context, components);
    }

    /** Returns what helps to get the driver of a format. */
    String remedy(String format) {
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null && provides(revision, format)) {
                return of(bundle, revision);
            }
        }
        return "felix:install URL of a bundle with the driver '" + format + "', and felix:start it";
    }

    private static boolean provides(BundleRevision revision, String format) {
        for (BundleCapability capability : revision.getDeclaredCapabilities(BlockDriverType.NAMESPACE)) {
            Map<String, Object> attributes = capability.getAttributes();
            if (format.equals(attributes.get(BlockDriverType.NAMESPACE))) {
                return true;
            }
        }
        return false;
    }

    private String of(Bundle bundle, BundleRevision revision) {
        String name = bundle.getSymbolicName() + " " + bundle.getVersion() + " (bundle "
                + bundle.getBundleId() + ")";
        if (exportsTheApi(revision)) {
            return name + " exports its own copy of " + API + ": replace it by one that only imports it";
        }
        return switch (bundle.getState()) {
            case Bundle.INSTALLED ->
                name + " is not resolved: felix:resolve " + bundle.getBundleId() + " says why";
            case Bundle.RESOLVED -> name + " is stopped: felix:start " + bundle.getBundleId();
            case Bundle.ACTIVE -> name + " is active, but " + steps.whyNoService(bundle);
            default -> name + " is on its way: try again in a moment";
        };
    }

    private static boolean exportsTheApi(BundleRevision revision) {
        return revision.getDeclaredCapabilities(BundleRevision.PACKAGE_NAMESPACE).stream()
                .anyMatch(each -> String.valueOf(each.getAttributes().get(BundleRevision.PACKAGE_NAMESPACE))
                        .startsWith(API));
    }
}
