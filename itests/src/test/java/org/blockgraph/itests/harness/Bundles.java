// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Finds bundles and says how they are. */
public final class Bundles {

    private Bundles() {}

    /** The bundles of a name, the oldest first. */
    public static List<Bundle> named(BundleContext context, String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .toList();
    }

    /** The one bundle of a name. */
    public static Bundle only(BundleContext context, String symbolicName) {
        List<Bundle> found = named(context, symbolicName);
        if (found.size() != 1) {
            throw new AssertionError("expected one bundle " + symbolicName + ", found " + found);
        }
        return found.get(0);
    }

    /** The bundles that should be active and are not, in words. */
    public static List<String> notActive(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " is " + state(bundle))
                .toList();
    }

    /** The name of a bundle's state. */
    public static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.UNINSTALLED -> "UNINSTALLED";
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.STOPPING -> "STOPPING";
            case Bundle.ACTIVE -> "ACTIVE";
            default -> "in state " + bundle.getState();
        };
    }
}
