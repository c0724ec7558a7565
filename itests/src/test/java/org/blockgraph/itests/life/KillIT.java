// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.OneFramework;
import org.blockgraph.itests.harness.Peers;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The appliance ends, or is ended, in the middle of a replacement: what was flushed is there. */
@OneFramework
class KillIT {

    private static final List<String> STEPS =
            List.of("installed ", "started ", "self-test", "paused ", "uninstalled ", "replaced ");
    private static final int FIRST_FLUSHES = 20;
    private static final long SHUTDOWN_MILLIS = 5_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    static Stream<Arguments> stepsOfEachDriver() {
        return Stream.of("raw on raw", "file on qcow2", "qcow2 on qcow2")
                .map(each -> each.split(" on "))
                .flatMap(each -> STEPS.stream().map(step -> Arguments.of(each[0], each[1], step)));
    }

    @ParameterizedTest(name = "{0} below or in {1} at {2}")
    @MethodSource("stepsOfEachDriver")
    void whatWasFlushedSurvivesAKill(String driver, String format, String step, @TempDir Path folder)
            throws Exception {
        JournaledAppliance appliance = new JournaledAppliance(folder);
        Path jar = ApplianceFiles.driver("org.blockgraph.drivers." + driver);
        Path next = new DriverBundles(folder).newVersion(jar);
        try (ApplianceProcess process = start(appliance, format, folder, next)) {
            appliance.awaitFlushed(FIRST_FLUSHES);
            process.awaitResult(step);
            process.handle().destroyForcibly();
            process.awaitExit(SOON);
        }
        assertEquals("", appliance.failure());
        appliance.requireFlushed(openLine(format, folder));
        if (format.equals("qcow2")) {
            Peers.succeed("qemu-img", "check", "-r", "leaks", folder.resolve("d0.img").toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"installed ", "self-test", "paused ", "uninstalled "})
    void aSignalEndsTheApplianceInTime(String step, @TempDir Path folder) throws Exception {
        JournaledAppliance appliance = new JournaledAppliance(folder);
        Path next =
                new DriverBundles(folder).newVersion(ApplianceFiles.driver("org.blockgraph.drivers.file"));
        try (ApplianceProcess process = start(appliance, "qcow2", folder, next)) {
            appliance.awaitFlushed(FIRST_FLUSHES);
            process.awaitResult(step);
            process.handle().destroy();
            long start = System.nanoTime();
            process.awaitExit(SOON);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < SHUTDOWN_MILLIS, () -> "the end took " + millis + " ms");
        }
        appliance.requireFlushed(openLine("qcow2", folder));
        Peers.succeed("qemu-img", "check", folder.resolve("d0.img").toString());
    }

    private static ApplianceProcess start(
            JournaledAppliance appliance, String format, Path folder, Path next) throws Exception {
        return appliance.start(
                "block:create -f " + format + " " + folder.resolve("d0.img") + " 1M",
                openLine(format, folder),
                "block:replace-driver " + next.toUri());
    }

    private static String openLine(String format, Path folder) {
        return "block:open -f " + format + " d0 " + folder.resolve("d0.img");
    }
}
