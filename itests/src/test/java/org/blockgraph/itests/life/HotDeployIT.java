// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.blockgraph.itests.life.DriverChanger.Way;
import org.blockgraph.itests.life.LoadedImages.Layout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

/**
 * Eight threads of verified I/O on an image alone, or on two overlays over a shared base, while the driver
 * beneath, the format driver above, or both from two threads are changed: no request fails, no byte is wrong.
 */
@InAppliance(fresh = true)
class HotDeployIT {

    private static final String FILE = "org.blockgraph.drivers.file";
    private static final String STATEFUL_PACKAGE = "org.blockgraph.drivers.testing.stateful";
    private static final int WARM_ROUNDS = 3;

    /** In one framework: what each does when a bundle comes and goes is in the rows of the other test. */
    @ParameterizedTest(name = "{0} {1}: {2}, {3}, {4} times")
    @CsvSource({
        "stateful, SHARED, file, UPDATE, 20",
        "stateful, SHARED, file, REINSTALL, 20",
        "stateful, SHARED, file, REPLACE, 50",
        "stateful, SHARED, format, UPDATE, 20",
        "stateful, SHARED, format, REINSTALL, 20",
        "stateful, SHARED, format, REPLACE, 50",
        "stateful, SHARED, both, UPDATE, 20",
        "stateful, SHARED, both, REINSTALL, 20",
        "stateful, SHARED, both, REPLACE, 50",
        "qcow2, SHARED, file, REPLACE, 50",
        "qcow2, SHARED, format, REPLACE, 50",
        "qcow2, SHARED, both, REPLACE, 50"
    })
    @OneFramework
    void noRequestFailsOnASharedFile(
            String format, String layout, String which, String how, int rounds, BundleContext context,
            BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        changeUnderLoad(format, layout, which, how, rounds, context, graph, replacer, folder);
    }

    @ParameterizedTest(name = "{0} {1}: {2}, {3}, {4} times")
    @CsvSource({
        "qcow2, ALONE, file, EACH WAY, 51",
        "qcow2, ALONE, format, EACH WAY, 51",
        "qcow2, ALONE, both, EACH WAY, 51"
    })
    void noRequestFails(
            String format, String layout, String which, String how, int rounds, BundleContext context,
            BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        changeUnderLoad(format, layout, which, how, rounds, context, graph, replacer, folder);
    }

    private void changeUnderLoad(
            String format, String layout, String which, String how, int rounds, BundleContext context,
            BlockGraph graph, DriverReplacer replacer, Path folder)
            throws Exception {
        String name = format.equals("stateful") ? "test.stateful" : "org.blockgraph.drivers." + format;
        Path jar = format.equals("stateful")
                ? installStateful(context, folder, name)
                : ApplianceFiles.driver(name);
        List<Way> ways = how.equals("EACH WAY") ? List.of(Way.values()) : List.of(Way.valueOf(how));
        Surroundings surroundings = new Surroundings(context, List.of(FILE, name));
        DriverChanger below = new DriverChanger(
                context, graph, replacer, folder, FILE, ApplianceFiles.driver(FILE), surroundings);
        DriverChanger above = new DriverChanger(context, graph, replacer, folder, name, jar, surroundings);
        Pauses fsync = Pauses.ofFsync(folder);
        List<String> formats = formats(which, format);
        try (LoadedImages images = new LoadedImages(format, Layout.valueOf(layout), graph, folder)) {
            SwapLog log = new SwapLog(graph);
            for (int i = 0; i < rounds; i++) {
                if (i == WARM_ROUNDS * ways.size()) {
                    surroundings.warm();
                }
                images.awaitProgress();
                round(ways.get(i % ways.size()), i, formats, below, above, log);
                log.take(formats);
            }
            images.awaitProgress();
            if (which.equals("both")) {
                log.requireBothOrders();
            }
            images.stop();
            System.out.println(format + " " + layout + ", " + which + ", " + how + ": " + log.text()
                    + "; longest request " + images.longestMillis() + " ms; fsync in the same run "
                    + fsync.text());
            surroundings.requireUnchanged();
            images.check();
        }
    }

    private static Path installStateful(BundleContext context, Path folder, String name) throws Exception {
        Path jar = new DriverBundles(folder).ofTestDrivers(name, "1.0.0", STATEFUL_PACKAGE, Map.of());
        context.installBundle(jar.toUri().toString()).start();
        return jar;
    }

    private static List<String> formats(String which, String format) {
        return switch (which) {
            case "file" -> List.of("file");
            case "format" -> List.of(format);
            default -> List.of("file", format);
        };
    }

    private static void round(
            Way way, int number, List<String> formats, DriverChanger below, DriverChanger above, SwapLog log)
            throws Exception {
        if (formats.size() == 1) {
            (formats.contains("file") ? below : above).change(way);
            return;
        }
        // In half of the rounds they race; in the others each of them leads at times, however slow it is.
        boolean race = number % 4 < 2;
        String leader = formats.get(number % 2);
        DriverChanger first = number % 2 == 0 ? below : above;
        DriverChanger second = number % 2 == 0 ? above : below;
        fromTwoThreads(way, first, second, () -> race || log.hasBegun(leader));
    }

    private static void fromTwoThreads(
            Way way, DriverChanger first, DriverChanger second, Callable<Boolean> mayFollow)
            throws Exception {
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Future<?> one = two.submit(() -> {
                first.change(way);
                return null;
            });
            Future<?> other = two.submit(() -> {
                Await.until("the change of " + first.name() + " to begin", mayFollow);
                second.change(way);
                return null;
            });
            one.get(60, TimeUnit.SECONDS);
            other.get(60, TimeUnit.SECONDS);
        }
    }
}
