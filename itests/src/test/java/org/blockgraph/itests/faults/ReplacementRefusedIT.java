// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.itests.harness.BadBundles;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.Misbehaviour;
import org.blockgraph.itests.harness.OneFramework;
import org.blockgraph.itests.life.LoadedDevices;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * New versions of a driver that are no good, each in its own way, under verified load on the old one: the
 * replacement says why in one line, the old version serves every node, nothing of the new one stays, and a
 * good version can follow.
 */
@InAppliance(properties = "org.blockgraph.patience.call=5000")
class ReplacementRefusedIT {

    private static final String GOOD = "1.0.0";
    private static final String BAD = "1.0.1";
    private static final String BETTER = "1.0.2";
    private static final int DEVICES = 2;
    private static final Map<String, String> OPTIONS = Map.of("driver", "misbehaving");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "silent, waits for a service java.util.concurrent.Callable with (test.never=*)",
        "without-component, no component",
        "unresolvable, test.nowhere",
        "newer-api, org.blockgraph.api",
        "exports-api, exports its own copy",
        "embeds-api, not of the API",
        "other-format, 'raw'",
    })
    void aBundleThatIsNoGoodIsRefused(
            String how, String word, BundleContext context, BlockGraph graph, DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        BadBundles jars = new BadBundles(folder);
        Path bad = switch (how) {
            case "silent" -> jars.silent(BAD);
            case "without-component" -> jars.withoutComponent(BAD);
            case "unresolvable" -> jars.unresolvable(BAD);
            case "newer-api" -> jars.needingNewerApi(BAD);
            case "exports-api" -> jars.exportingApi(BAD);
            case "embeds-api" -> jars.embeddingApi(BAD);
            case "other-format" -> jars.ofOtherFormat(BAD);
            default -> throw new AssertionError(how);
        };
        new Attempt(context, graph, replacer, folder).refuses(bad, word);
    }

    /** What the test of a new driver finds has nothing to do with the framework. */
    @OneFramework
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "construct=own, its own exception in construct",
        "create=own, its own exception in create",
        "create=NO_SPACE, the test driver fails in create",
        "open=own, its own exception in open",
        "open=own-block, own kind of no space in open",
        "open=own-error, its own error in open",
        "open=nothing, open returned nothing",
        "read=own, its own exception in read",
        "read=IO, the test driver fails in read",
        "read=garble, other bytes than were written",
        "write=own-block, own kind of no space in write",
        "flush=own-error, its own error in flush",
        "inactivate=own, its own exception in inactivate",
        "activate=own-block, own kind of no space in activate",
    })
    void aDriverThatFailsItsTestIsRefused(
            String deeds, String word, BundleContext context, BlockGraph graph, DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        new Attempt(context, graph, replacer, folder).refuses(new BadBundles(folder).doing(BAD, deeds), word);
    }

    /** It passes on the scratch image and fails on the second device, so that the first has to go back. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "open/d1=own, its own exception in open",
        "open/d1=own-block, own kind of no space in open",
        "open/d1=nothing, open returned nothing",
        "open/d1=plain, the test driver fails in open",
        "open/d1=hang, took too long",
    })
    void aDriverThatFailsOnARealImageIsTakenBack(
            String deeds, String word, BundleContext context, BlockGraph graph, DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        new Attempt(context, graph, replacer, folder).refuses(new BadBundles(folder).doing(BAD, deeds), word);
    }

    /** Its thread is left behind; when it wakes, nothing keeps the driver any more. */
    @ParameterizedTest(name = "in {0}")
    @ValueSource(strings = {"open", "read"})
    void aDriverThatHangsInItsTestIsGivenUp(
            String point, BundleContext context, BlockGraph graph, DriverReplacer replacer,
            @TempDir Path folder)
            throws Exception {
        BadBundles jars = new BadBundles(folder);
        context.installBundle(jars.good(GOOD).toUri().toString()).start();
        try (Misbehaviour script = new Misbehaviour(context, "hangs");
                EventLog events = new EventLog(context);
                LoaderLog loaders = new LoaderLog(context);
                LoadedDevices devices = new LoadedDevices(graph, folder, 1, OPTIONS)) {
            script.hangOn(point);
            List<String> lines = new ArrayList<>();
            String bad = jars.scripted(BAD, script.headers()).toUri().toString();
            BlockException refused =
                    assertThrows(BlockException.class, () -> replacer.replace(bad, lines::add));
            assertTrue(refused.getMessage().contains("hangs"), refused::getMessage);
            events.await(BlockEvent.Kind.DRIVER_LEAK, "is inside the driver's code");
            assertTrue(lines.getLast().contains("the thread blockgraph-driver-call-"), lines::toString);
            assertEquals(GOOD, Bundles.only(context, BadBundles.NAME).getVersion().toString());
            devices.awaitProgress();
            script.release(point);
            loaders.awaitGone(BAD);
            assertEquals(1, replacer.replace(jars.good(BETTER).toUri().toString(), lines::add).nodes());
            devices.awaitProgress();
        } finally {
            Bundles.only(context, BadBundles.NAME).uninstall();
        }
    }

    /** One replacement that has to fail, and one afterwards that has not. */
    private record Attempt(BundleContext context, BlockGraph graph, DriverReplacer replacer, Path folder) {

        void refuses(Path bad, String word) throws Exception {
            BadBundles jars = new BadBundles(folder);
            context.installBundle(jars.good(GOOD).toUri().toString()).start();
            try (EventLog events = new EventLog(context);
                    LoaderLog loaders = new LoaderLog(context);
                    LoadedDevices devices = new LoadedDevices(graph, folder, DEVICES, OPTIONS)) {
                devices.awaitProgress();
                List<String> openBefore = openScratchFiles();
                List<String> lines = new ArrayList<>();
                BlockException refused = assertThrows(
                        BlockException.class, () -> replacer.replace(bad.toUri().toString(), lines::add));
                System.out.println(bad.getFileName() + ": " + refused.getMessage());
                requireClear(refused.getMessage(), word);
                requireOnly(GOOD);
                devices.awaitProgress();
                assertEquals(openBefore, openScratchFiles(), "files of the self-test are open");
                if (loaders.hasStarted(BAD)) {
                    events.await(BlockEvent.Kind.REPLACE_FAILED, word);
                    loaders.awaitGone(BAD);
                }
                // Held until here: an exception that keeps the refused driver would be a leak.
                requireClear(refused.getMessage(), word);
                String better = jars.good(BETTER).toUri().toString();
                assertEquals(DEVICES, replacer.replace(better, lines::add).nodes());
                requireOnly(BETTER);
                devices.awaitProgress();
            } finally {
                for (Bundle bundle : Bundles.named(context, BadBundles.NAME)) {
                    bundle.uninstall();
                }
            }
        }

        private static void requireClear(String message, String word) {
            assertTrue(message.contains(word), () -> "the reason is missing: " + message);
            assertEquals(1, message.lines().count(), () -> "more than one line: " + message);
        }

        /** One bundle, one driver, on all nodes, all open, and no node but those of the devices. */
        private void requireOnly(String version) {
            assertEquals(version, Bundles.only(context, BadBundles.NAME).getVersion().toString());
            List<DriverInfo> drivers = graph.drivers().stream()
                    .filter(driver -> driver.format().equals("misbehaving"))
                    .toList();
            assertEquals(1, drivers.size(), drivers::toString);
            assertEquals(version, drivers.getFirst().version());
            assertEquals("active", drivers.getFirst().state());
            assertEquals(List.of("d0", "d1"), drivers.getFirst().nodes().stream().sorted().toList());
            assertEquals(2 * DEVICES, graph.snapshot().nodes().size(), () -> graph.snapshot().toString());
        }

        private static List<String> openScratchFiles() throws IOException {
            List<String> found = new ArrayList<>();
            try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path each : descriptors) {
                    try {
                        String target = Files.readSymbolicLink(each).toString();
                        if (target.contains("blockgraph-scratch")) {
                            found.add(target);
                        }
                    } catch (NoSuchFileException e) {
                        // Closed meanwhile, as the folder's own descriptor is.
                        continue;
                    }
                }
            }
            return found;
        }
    }
}
