// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Jars that come to, change in and go from the deploy folder while verified I/O runs. */
@InAppliance(fresh = true)
class DeployFolderIT {

    private static final List<String> DRIVERS =
            List.of("org.blockgraph.drivers.raw", "org.blockgraph.drivers.file");
    private static final int PIECES = 5;

    @Test
    void aJarIsOverwrittenSlowly(BundleContext context, BlockGraph graph, @TempDir Path folder)
            throws Exception {
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of())) {
            for (String driver : DRIVERS) {
                Path next = next(folder, driver);
                devices.awaitProgress();
                overwriteSlowly(context, folder, next, deployed(context, driver));
                awaitServedBy(graph, driver, versionOf(next));
                devices.awaitAllOpen();
                devices.awaitProgress();
                assertEquals(List.of(), Bundles.notActive(context));
                Bundles.only(context, driver);
            }
        }
    }

    /** Piece after piece, each seen by the folder's scan before the next is written. */
    private static void overwriteSlowly(BundleContext context, Path folder, Path from, Path to)
            throws Exception {
        byte[] content = Files.readAllBytes(from);
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int piece = 0; piece < PIECES; piece++) {
                int begin = content.length * piece / PIECES;
                int end = content.length * (piece + 1) / PIECES;
                out.write(content, begin, end - begin);
                out.flush();
                awaitScan(context, folder, piece);
            }
        }
    }

    /** Waits until the folder was scanned, by dropping a bundle with nothing in it and waiting for that. */
    private static void awaitScan(BundleContext context, Path folder, int number) throws Exception {
        String name = "marker." + number;
        Path jar = new DriverBundles(folder)
                .ofTestDrivers(name, "1.0.0", "", Map.of("-resourceonly", "true", "Bundle-Name", name));
        moveInto(context, jar);
        Await.until("the deploy folder to be scanned", () -> !Bundles.named(context, name).isEmpty());
        Files.delete(deployed(context, name + "-1.0.0"));
        Await.until("the deploy folder to be scanned again", () -> Bundles.named(context, name).isEmpty());
    }

    @Test
    void aJarIsRenamedIntoTheFolder(BundleContext context, BlockGraph graph, @TempDir Path folder)
            throws Exception {
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of())) {
            for (String driver : DRIVERS) {
                Path next = next(folder, driver);
                String version = versionOf(next);
                devices.awaitProgress();
                Files.move(next, deployed(context, driver), StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
                awaitServedBy(graph, driver, version);
                devices.awaitAllOpen();
                devices.awaitProgress();
            }
        }
    }

    @Test
    void nodesMoveToASecondJarWhenTheFirstGoes(
            BundleContext context, BlockGraph graph, @TempDir Path folder) throws Exception {
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of())) {
            for (String driver : DRIVERS) {
                Path next = next(folder, driver);
                String version = versionOf(next);
                devices.awaitProgress();
                moveInto(context, next);
                Await.until(
                        "two drivers of " + driver,
                        () -> graph.drivers().stream()
                                        .filter(each -> each.bundle().equals(driver))
                                        .count()
                                == 2);
                Files.delete(deployed(context, driver));
                awaitServedBy(graph, driver, version);
                devices.awaitAllOpen();
                devices.awaitProgress();
            }
        }
    }

    @Test
    void requestsWaitForAJarThatWasDeleted(BundleContext context, BlockGraph graph, @TempDir Path folder)
            throws Exception {
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of())) {
            for (String driver : DRIVERS) {
                Path kept = folder.resolve(driver + ".kept");
                devices.awaitProgress();
                Files.move(deployed(context, driver), kept);
                Await.until("a parked node", () -> parked(graph) > 0, graph::snapshot);
                Files.move(kept, deployed(context, driver));
                devices.awaitAllOpen();
                devices.awaitProgress();
            }
        }
    }

    @Test
    void theOldJarIsDeletedDuringAReplacement(
            BundleContext context, BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of())) {
            for (String driver : DRIVERS) {
                Path next = next(folder, driver);
                devices.awaitProgress();
                replacer.replace(next.toUri().toString(), line -> delete(deployed(context, driver)));
                awaitServedBy(graph, driver, versionOf(next));
                devices.awaitAllOpen();
                devices.awaitProgress();
                Bundle left = Bundles.only(context, driver);
                assertEquals(versionOf(next), left.getVersion().toString());
            }
        }
    }

    private static void delete(Path jar) {
        try {
            Files.deleteIfExists(jar);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long parked(BlockGraph graph) {
        return graph.snapshot().nodes().stream()
                .filter(node -> node.state() == NodeInfo.State.PARKED)
                .count();
    }

    private static Path next(Path folder, String driver) throws Exception {
        return new DriverBundles(folder).newVersion(ApplianceFiles.driver(driver));
    }

    private static String versionOf(Path jar) {
        String file = jar.getFileName().toString();
        return file.substring(file.indexOf('-') + 1, file.length() - ".jar".length());
    }

    private static Path deployed(BundleContext context, String driver) {
        return Path.of(context.getProperty("felix.fileinstall.dir"), driver + ".jar");
    }

    private static void moveInto(BundleContext context, Path jar) throws Exception {
        Path to = Path.of(context.getProperty("felix.fileinstall.dir")).resolve(jar.getFileName());
        Files.move(jar, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitServedBy(BlockGraph graph, String driver, String version) throws Exception {
        Await.until(
                driver + " " + version + " to serve all nodes",
                () -> {
                    List<DriverInfo> serving = graph.drivers().stream()
                            .filter(each -> each.bundle().equals(driver) && !each.nodes().isEmpty())
                            .toList();
                    return serving.size() == 1
                            && serving.get(0).version().equals(version)
                            && serving.get(0).nodes().size() == 2;
                },
                graph::drivers);
    }
}
