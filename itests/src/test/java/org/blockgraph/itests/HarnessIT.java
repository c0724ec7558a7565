// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** What the other tests stand on: that they run inside, and that the jars they make are good bundles. */
@InAppliance(fresh = true)
class HarnessIT {

    private static final String RAW = "org.blockgraph.drivers.raw";

    @Test
    void aTestRunsInABundle(BundleContext context) {
        Bundle probe = FrameworkUtil.getBundle(HarnessIT.class);
        assertEquals(context.getBundle(), probe);
        assertNotEquals(0, probe.getBundleId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void argumentsAndParametersMix(String argument, BundleContext context, @TempDir Path folder) {
        assertTrue(List.of("one", "two").contains(argument), argument);
        assertTrue(folder.toFile().isDirectory());
        assertEquals(Bundle.ACTIVE, context.getBundle().getState());
    }

    @Test
    void aNewVersionIsInstalledBesideTheOld(BundleContext context, @TempDir Path folder) throws Exception {
        Bundle old = Bundles.only(context, RAW);
        DriverBundles jars = new DriverBundles(folder);
        Bundle first = install(context, jars.newVersion(ApplianceFiles.driver(RAW)));
        Bundle second = install(context, jars.newVersion(ApplianceFiles.driver(RAW)));
        assertEquals(List.of(old, first, second), Bundles.named(context, RAW));
        assertTrue(first.getVersion().compareTo(old.getVersion()) > 0, first + " against " + old);
        assertTrue(second.getVersion().compareTo(first.getVersion()) > 0, second + " against " + first);
    }

    @Test
    void headersOfANewVersionCanBeReplaced(BundleContext context, @TempDir Path folder) throws Exception {
        Path jar = new DriverBundles(folder).newVersion(
                ApplianceFiles.driver(RAW), Map.of("Bundle-Name", "another", "Bundle-Vendor", ""));
        Bundle bundle = context.installBundle(jar.toUri().toString());
        assertEquals("another", bundle.getHeaders().get("Bundle-Name"));
        assertEquals(null, bundle.getHeaders().get("Bundle-Vendor"));
    }

    private static Bundle install(BundleContext context, Path jar) throws Exception {
        Bundle bundle = context.installBundle(jar.toUri().toString());
        bundle.start();
        assertEquals("ACTIVE", Bundles.state(bundle));
        return bundle;
    }
}
