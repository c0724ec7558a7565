// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The assembled appliance as it stands after its start. */
@InAppliance
class ApplianceIT {

    /** Waits for a job of the launcher, and there is none. */
    private static final String BATCH = "org.blockgraph.batch.BatchComponent";

    @Test
    void theFrameworkIsTheOneAskedFor(BundleContext context) {
        String name = context.getBundle(0).getSymbolicName();
        assertTrue(
                name.equals(ApplianceFiles.framework().equals("felix")
                        ? "org.apache.felix.framework" : "org.eclipse.osgi"),
                name);
    }

    @Test
    void everyBundleIsActive(BundleContext context) {
        assertEquals(List.of(), Bundles.notActive(context));
        for (String name : List.of("lock", "api", "core", "shell", "batch", "drivers.file", "drivers.raw")) {
            Bundles.only(context, "org.blockgraph." + name);
        }
    }

    @Test
    void everyComponentIsSatisfied(ServiceComponentRuntime components, BundleContext context) {
        Collection<ComponentDescriptionDTO> ours =
                components.getComponentDescriptionDTOs(ours(context).toArray(Bundle[]::new));
        assertFalse(ours.isEmpty(), "no component found");
        List<String> unsatisfied = ours.stream()
                .filter(component -> !component.name.equals(BATCH))
                .flatMap(component -> unsatisfied(components, component))
                .toList();
        assertEquals(List.of(), unsatisfied);
    }

    private static Stream<Bundle> ours(BundleContext context) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.blockgraph."));
    }

    private static Stream<String> unsatisfied(
            ServiceComponentRuntime components, ComponentDescriptionDTO component) {
        Collection<ComponentConfigurationDTO> configurations =
                components.getComponentConfigurationDTOs(component);
        if (configurations.isEmpty()) {
            return Stream.of(component.name + " has no configuration");
        }
        return configurations.stream()
                .filter(configuration -> configuration.state != ComponentConfigurationDTO.SATISFIED
                        && configuration.state != ComponentConfigurationDTO.ACTIVE)
                .map(configuration -> component.name + " is in state " + configuration.state + ", waits for "
                        + Arrays.stream(configuration.unsatisfiedReferences).map(r -> r.name).toList()
                        + (configuration.failure == null ? "" : ", failed: " + configuration.failure));
    }
}
