// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.Peers;
import org.blockgraph.itests.life.DriverChanger.Way;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;

/**
 * Eight threads of verified I/O on two overlays over a shared base, while the driver beneath, the stateful
 * format driver above, or both from two threads are changed: no request fails, no byte is wrong.
 */
@InAppliance(fresh = true)
class HotDeployIT {

    private static final String FILE = "org.blockgraph.drivers.file";
    private static final String STATEFUL_PACKAGE = "org.blockgraph.drivers.testing.stateful";
    private static final long SIZE = 8 << 20;
    private static final int WARM_ROUNDS = 3;

    @ParameterizedTest(name = "{0}: {1}, {2}, {3} times")
    @CsvSource({
        "stateful, file, UPDATE, 20", "stateful, file, REINSTALL, 20", "stateful, file, REPLACE, 50",
        "stateful, format, UPDATE, 20", "stateful, format, REINSTALL, 20", "stateful, format, REPLACE, 50",
        "stateful, both, UPDATE, 20", "stateful, both, REINSTALL, 20", "stateful, both, REPLACE, 50",
        "qcow2, file, REPLACE, 50", "qcow2, format, REPLACE, 50", "qcow2, both, REPLACE, 50"
    })
    void noRequestFails(
            String format, String which, String how, int rounds, BundleContext context, BlockGraph graph,
            DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        String name = format.equals("stateful") ? "test.stateful" : "org.blockgraph.drivers." + format;
        Path jar = format.equals("stateful")
                ? installStateful(context, folder, name)
                : ApplianceFiles.driver(name);
        openSharedBase(format, graph, folder);
        Way way = Way.valueOf(how);
        Surroundings surroundings = new Surroundings(context, List.of(FILE, name));
        DriverChanger below = new DriverChanger(
                context, graph, replacer, folder, FILE, ApplianceFiles.driver(FILE), surroundings);
        DriverChanger above = new DriverChanger(context, graph, replacer, folder, name, jar, surroundings);
        Pauses fsync = Pauses.ofFsync(folder);
        SwapLog log = new SwapLog(graph);
        try (VerifiedLoad left = new VerifiedLoad(graph.device("left"), 4);
                VerifiedLoad right = new VerifiedLoad(graph.device("right"), 4)) {
            for (int i = 0; i < rounds; i++) {
                if (i == WARM_ROUNDS) {
                    surroundings.warm();
                }
                left.awaitProgress(8);
                right.awaitProgress(8);
                List<String> formats = formats(which, format);
                round(way, i, formats, below, above, log);
                log.take(formats);
            }
            left.awaitProgress(8);
            right.awaitProgress(8);
            if (which.equals("both")) {
                log.requireBothOrders();
            }
            long longest = Math.max(left.longestNanos(), right.longestNanos());
            System.out.println(format + ", " + which + ", " + way + ": " + log.text() + "; longest request "
                    + longest / 1_000_000 + " ms; fsync in the same run " + fsync.text());
        }
        surroundings.requireUnchanged();
        checkImages(format, graph, folder);
    }

    private static Path installStateful(BundleContext context, Path folder, String name) throws Exception {
        Path jar = new DriverBundles(folder).ofTestDrivers(name, "1.0.0", STATEFUL_PACKAGE, Map.of());
        context.installBundle(jar.toUri().toString()).start();
        return jar;
    }

    private static void openSharedBase(String format, BlockGraph graph, Path folder) throws Exception {
        for (String image : List.of("base", "left", "right")) {
            graph.create(format, folder.resolve(image).toString(), SIZE, Map.of());
        }
        BlockDevice base = graph.open("base", options(format, folder, "base"));
        byte[] content = new byte[(int) SIZE];
        new Random(1).nextBytes(content);
        base.write(0, ByteBuffer.wrap(content));
        for (String image : List.of("left", "right")) {
            Map<String, String> options = options(format, folder, image);
            options.put("backing", "base");
            BlockDevice device = graph.open(image, options);
            assertEquals(SIZE, device.length());
        }
    }

    private static Map<String, String> options(String format, Path folder, String image) {
        return new HashMap<>(Map.of(
                "driver", format,
                "file.driver", "file",
                "file.filename", folder.resolve(image).toString(),
                BlockGraph.SHARE_RW, "on"));
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

    private static void checkImages(String format, BlockGraph graph, Path folder) throws Exception {
        for (String image : List.of("left", "right", "base")) {
            graph.device(image).flush();
            assertEquals(0, graph.check(image).corruptions(), () -> image + " is corrupt");
        }
        for (String image : List.of("left", "right", "base")) {
            graph.close(image);
        }
        if (format.equals("qcow2")) {
            for (String image : List.of("left", "right", "base")) {
                Peers.succeed("qemu-img", "check", "-f", "qcow2", folder.resolve(image).toString());
            }
        }
    }
}
