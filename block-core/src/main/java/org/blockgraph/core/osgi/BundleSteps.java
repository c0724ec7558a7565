// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.osgi;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** The framework's part of a replacement: install, start, uninstall and refresh one bundle. */
final class BundleSteps {

    private static final long REFRESH_SECONDS = 15;
    private static final String CAUSED_BY = "Caused by: ";
    private static final String WRAPPER = InvocationTargetException.class.getName();

    /** The longest reason of a framework's that is passed on, in characters. */
    private static final int MAX_REASON = 500;

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    BundleSteps(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    Bundle install(NewBundle candidate) throws BlockException {
        try {
            return context.installBundle(candidate.location(), new ByteArrayInputStream(candidate.content()));
        } catch (BundleException e) {
            throw new BlockException(
                    BlockError.INVALID, candidate.url() + " can't be installed: " + oneLine(e.getMessage()));
        }
    }

    void start(Bundle bundle) throws BlockException {
        try {
            bundle.start();
        } catch (BundleException e) {
            throw new BlockException(
                    BlockError.INVALID,
                    bundle.getSymbolicName() + " " + bundle.getVersion() + " can't be started: "
                            + oneLine(e.getMessage()));
        }
    }

    /** Uninstalls a bundle, if somebody has not already, and refreshes it alone. */
    void remove(Bundle bundle) throws BlockException {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException e) {
            throw new BlockException(
                    BlockError.BUSY,
                    bundle.getSymbolicName() + " can't be uninstalled: " + oneLine(e.getMessage()));
        } catch (IllegalStateException e) {
            // Somebody else was faster.
            if (bundle.getState() != Bundle.UNINSTALLED) {
                throw e;
            }
        }
        refresh(bundle);
    }

    private void refresh(Bundle bundle) {
        CountDownLatch done = new CountDownLatch(1);
        FrameworkWiring wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        wiring.refreshBundles(List.of(bundle), event -> done.countDown());
        try {
            done.await(REFRESH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the component runtime why a started bundle has registered no driver. */
    String whyNoService(Bundle bundle) {
        if (bundle.getState() != Bundle.ACTIVE) {
            return "the bundle is not active any more";
        }
        var descriptions = components.getComponentDescriptionDTOs(bundle);
        if (descriptions.isEmpty()) {
            return "it has no component";
        }
        return descriptions.stream().map(this::why).collect(Collectors.joining("; "));
    }

    private String why(ComponentDescriptionDTO description) {
        for (ComponentConfigurationDTO each : components.getComponentConfigurationDTOs(description)) {
            if (each.failure != null) {
                return description.name + " failed: " + firstCause(each.failure);
            }
            if (each.unsatisfiedReferences.length > 0) {
                return description.name + " waits for " + awaited(description, each.unsatisfiedReferences[0]);
            }
        }
        return description.name + " is not a BlockDriver, or not of the API that the core uses";
    }

    private static String awaited(ComponentDescriptionDTO description, UnsatisfiedReferenceDTO missing) {
        for (ReferenceDTO each : description.references) {
            if (each.name.equals(missing.name)) {
                String target = missing.target == null ? "" : " with " + missing.target;
                return "a service " + each.interfaceName + target;
            }
        }
        return missing.name;
    }

    /** The runtime gives a stack as text; what calls constructors by reflection wraps what they throw. */
    private static String firstCause(String stack) {
        return stack.lines()
                .filter(line -> !line.isEmpty() && !Character.isWhitespace(line.charAt(0)))
                .filter(line -> !line.contains(WRAPPER))
                .findFirst()
                .map(line -> line.startsWith(CAUSED_BY) ? line.substring(CAUSED_BY.length()) : line)
                .orElse(WRAPPER);
    }

    /** Frameworks spread a reason over lines, and one says the same twice. */
    private static String oneLine(String text) {
        if (text == null) {
            return "no reason given";
        }
        String line = text.lines()
                .map(String::trim)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining("; "));
        int again = line.indexOf(" Unresolved requirements: [");
        String once = again < 0 ? line : line.substring(0, again);
        return once.length() > MAX_REASON ? once.substring(0, MAX_REASON) + "..." : once;
    }
}
