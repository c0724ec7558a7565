// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A replacement against somebody else who changes the same driver's bundles. The rival starts at the first,
 * second, … line of the replacement's progress, so that every step gets its turn. Either side may succeed or
 * be told no by a typed exception; both end in time, what is left can be said, no request fails.
 */
@OneFramework
@InAppliance(fresh = true)
class ReplaceRacesIT {

    private static final long DEADLINE_SECONDS = 60;

    /** More than a replacement of two nodes prints, so that the rival also comes after the end. */
    private static final int STEPS = 8;

    @ParameterizedTest(name = "{0} against {1}")
    @CsvSource({
        "org.blockgraph.drivers.raw, stop", "org.blockgraph.drivers.raw, update",
        "org.blockgraph.drivers.raw, uninstall", "org.blockgraph.drivers.raw, refresh",
        "org.blockgraph.drivers.raw, replace", "org.blockgraph.drivers.raw, uninstall-new",
        "org.blockgraph.drivers.file, stop", "org.blockgraph.drivers.file, update",
        "org.blockgraph.drivers.file, uninstall", "org.blockgraph.drivers.file, replace",
        "org.blockgraph.drivers.file, uninstall-new"
    })
    void bothEndAndNoRequestFails(
            String driver, String rival, BundleContext context, BlockGraph graph, DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        DriverBundles jars = new DriverBundles(folder);
        Path jar = ApplianceFiles.driver(driver);
        Race race = new Race(context, replacer, driver, () -> jars.newVersion(jar));
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of())) {
            for (int step = 0; step < STEPS; step++) {
                devices.awaitProgress();
                race.run(rival, step);
                requireDefinedEnd(context, graph, driver);
                race.bringBack();
                devices.awaitAllOpen();
                assertEquals(1, servingVersions(graph, driver), () -> "nodes are split: " + graph.drivers());
                devices.awaitProgress();
            }
            System.out.println(driver + " against " + rival + ": " + race.outcome());
        }
    }

    /** Where a driver is left, it serves everything; where none is, each node waits and says what helps. */
    private static void requireDefinedEnd(BundleContext context, BlockGraph graph, String driver)
            throws Exception {
        List<Bundle> left = Bundles.named(context, driver);
        if (left.stream().anyMatch(bundle -> bundle.getState() == Bundle.ACTIVE)) {
            Served.await(graph);
            return;
        }
        String format = driver.substring(driver.lastIndexOf('.') + 1);
        for (NodeInfo node : graph.snapshot().nodes()) {
            boolean own = node.driver().equals(format);
            assertTrue(!own || node.state() == NodeInfo.State.PARKED, node::toString);
            assertTrue(!own || graph.why(node.name()).remedy().startsWith("felix:") || !left.isEmpty(),
                    () -> "no way back: " + node);
        }
        assertTrue(left.stream().noneMatch(each -> each.getState() == Bundle.STARTING
                || each.getState() == Bundle.STOPPING), left::toString);
    }

    private static long servingVersions(BlockGraph graph, String driver) {
        return graph.drivers().stream()
                .filter(each -> each.bundle().equals(driver) && !each.nodes().isEmpty())
                .count();
    }

    /** Makes a jar of a further version. */
    private interface NextVersion {
        Path make() throws Exception;
    }

    /** One replacement and its rival, again and again. */
    private static final class Race {
        private final BundleContext context;
        private final DriverReplacer replacer;
        private final String driver;
        private final NextVersion versions;
        private int replaced;
        private int refused;

        Race(BundleContext context, DriverReplacer replacer, String driver, NextVersion versions) {
            this.context = context;
            this.replacer = replacer;
            this.driver = driver;
            this.versions = versions;
        }

        /** Runs both; the rival starts when the replacement has printed so many lines, or has ended. */
        void run(String rival, int step) throws Exception {
            List<Bundle> before = Bundles.named(context, driver);
            Path next = versions.make();
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger lines = new AtomicInteger();
            if (step == 0) {
                go.countDown();
            }
            try (ExecutorService two = Executors.newFixedThreadPool(2)) {
                Future<?> replacement = two.submit(() -> {
                    try {
                        replacer.replace(next.toUri().toString(), line -> {
                            if (lines.incrementAndGet() == step) {
                                go.countDown();
                            }
                        });
                        return null;
                    } finally {
                        go.countDown();
                    }
                });
                Future<?> other = two.submit(() -> {
                    go.await();
                    interfere(rival, before);
                    return null;
                });
                await("replacement", replacement);
                await(rival, other);
            }
        }

        private void await(String what, Future<?> future) throws Exception {
            try {
                future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
                replaced++;
            } catch (ExecutionException e) {
                boolean typed = e.getCause() instanceof BlockException
                        || e.getCause() instanceof org.osgi.framework.BundleException
                        || e.getCause() instanceof IllegalStateException state
                                && String.valueOf(state.getMessage()).contains("uninstalled");
                assertTrue(typed, () -> what + " failed with " + e.getCause());
                refused++;
            }
        }

        private void interfere(String rival, List<Bundle> before) throws Exception {
            Bundle old = before.getLast();
            switch (rival) {
                case "stop" -> old.stop();
                case "update" -> update(old);
                case "uninstall" -> old.uninstall();
                case "refresh" -> context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                        .adapt(FrameworkWiring.class)
                        .refreshBundles(List.of(old));
                case "replace" -> replacer.replace(versions.make().toUri().toString(), line -> { });
                case "uninstall-new" -> uninstallNew(before);
                default -> throw new AssertionError(rival);
            }
        }

        private void update(Bundle old) throws Exception {
            try (InputStream content = Files.newInputStream(versions.make())) {
                old.update(content);
            }
        }

        private void uninstallNew(List<Bundle> before) throws Exception {
            for (Bundle bundle : Bundles.named(context, driver)) {
                if (!before.contains(bundle)) {
                    bundle.uninstall();
                }
            }
        }

        /** Leaves one active bundle of the driver, as an administrator would. */
        void bringBack() throws Exception {
            List<Bundle> left = Bundles.named(context, driver);
            if (left.isEmpty()) {
                context.installBundle(versions.make().toUri().toString()).start();
                return;
            }
            left.getLast().start();
            for (Bundle bundle : left.subList(0, left.size() - 1)) {
                bundle.uninstall();
            }
            Await.until("one bundle of " + driver, () -> Bundles.named(context, driver).size() == 1);
        }

        String outcome() {
            return replaced + " calls succeeded, " + refused + " were refused";
        }
    }
}
