// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.service.command.CommandProcessor;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

/** The framework's own commands, typed in the shell while verified I/O runs: no request fails. */
@InAppliance(fresh = true)
class ShellRoutesIT {

    @ParameterizedTest
    @ValueSource(strings = {"org.blockgraph.drivers.raw", "org.blockgraph.drivers.file"})
    void driversComeAndGo(
            String driver,
            BundleContext context,
            BlockGraph graph,
            CommandProcessor processor,
            @TempDir Path folder)
            throws Exception {
        DriverBundles jars = new DriverBundles(folder);
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of());
                TypedShell shell = new TypedShell(processor)) {
            Runnable settled = () -> settle(devices, context);
            settled.run();
            shell.type("felix:stop " + id(context, driver));
            assertEquals(
                    0, drivers(graph, driver), () -> "the stopped driver is still here: " + graph.drivers());
            shell.type("felix:start " + id(context, driver));
            settled.run();
            shell.type("felix:update " + id(context, driver) + " "
                    + jars.newVersion(ApplianceFiles.driver(driver)).toUri());
            settled.run();
            shell.type("felix:refresh " + id(context, driver));
            settled.run();
            String next = jars.newVersion(ApplianceFiles.driver(driver)).toUri().toString();
            long old = id(context, driver);
            shell.type("felix:start " + next);
            Await.until("the second driver", () -> drivers(graph, driver) == 2, graph::drivers);
            shell.type("felix:uninstall " + old);
            settled.run();
            long last = id(context, driver);
            shell.type("felix:uninstall " + last);
            shell.type("felix:install " + jars.newVersion(ApplianceFiles.driver(driver)).toUri());
            shell.type("felix:start " + id(context, driver));
            settled.run();
            shell.type("block:replace-driver " + jars.newVersion(ApplianceFiles.driver(driver)).toUri());
            settled.run();
        }
    }

    private static void settle(LoadedDevices devices, BundleContext context) {
        try {
            devices.awaitAllOpen();
            devices.awaitProgress();
            // A refresh goes on after its command has returned.
            Await.until(
                    "all bundles to be active",
                    () -> Bundles.notActive(context).isEmpty(),
                    () -> Bundles.notActive(context));
        } catch (Exception e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static long id(BundleContext context, String driver) {
        return Bundles.only(context, driver).getBundleId();
    }

    private static long drivers(BlockGraph graph, String driver) {
        return graph.drivers().stream().filter(each -> each.bundle().equals(driver)).count();
    }
}
