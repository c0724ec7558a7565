// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.Fifo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the appliance up and what ends it: its standard input and SIGTERM, with requests under way. */
class StandardInputIT {

    private static final int FIRST_FLUSHES = 20;
    private static final long SHUTDOWN_MILLIS = 5_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** How a process that SIGTERM ended counts. */
    private static final int TERMINATED = 143;

    @TempDir
    private Path folder;

    private String create;
    private String open;

    @BeforeEach
    void nameTheImage() {
        create = "block:create -f raw " + folder.resolve("d0.img") + " 1M";
        open = "block:open -f raw d0 " + folder.resolve("d0.img");
    }

    @Test
    void headlessServesWithStandardInputClosed() throws Exception {
        JournaledAppliance appliance = new JournaledAppliance(folder);
        List<String> closed = List.of("bash", "-c", "exec \"$@\" <&-", "closed");
        try (ApplianceProcess process = appliance.startBy(closed, create, open, "echo ready")) {
            process.awaitResult("ready");
            appliance.awaitFlushed(FIRST_FLUSHES);
            assertEndsInTime(process, 0);
        }
        assertNothingFailedBefore(appliance);
        appliance.requireFlushed(open);
    }

    @Test
    void thePromptTakesLinesAndEndsWithItsInput() throws Exception {
        Path typed = Files.writeString(folder.resolve("typed"), create + "\n" + open + "\nblock:graph\n");
        List<String> input = List.of("bash", "-c", "exec \"$@\" <\"$0\"", typed.toString());
        try (ApplianceProcess process = ApplianceProcess.startBy(input, folder)) {
            assertEquals(0, process.awaitExit(SOON), process.errors());
            assertTrue(process.results().contains("opened d0: raw, 1 MiB"), process::output);
            assertTrue(process.results().contains("file: d0.file"), process::output);
        }
    }

    @Test
    void aSignalEndsTheApplianceWithANodeParkedUnderLoad() throws Exception {
        JournaledAppliance appliance = new JournaledAppliance(folder);
        Path go = Fifo.make(folder.resolve("go"));
        try (ApplianceProcess process = appliance.start(
                create,
                open,
                "cat " + go,
                "felix:stop org.blockgraph.drivers.file",
                "block:graph",
                "echo ready")) {
            appliance.awaitFlushed(FIRST_FLUSHES);
            Files.writeString(go, "go\n");
            process.awaitResult("ready");
            assertTrue(process.results().contains("parked"), process.results());
            assertEndsInTime(process, 0);
        }
        assertNothingFailedBefore(appliance);
        appliance.requireFlushed(open);
    }

    @Test
    void aSignalEndsALineThatRunsUnderLoad() throws Exception {
        JournaledAppliance appliance = new JournaledAppliance(folder);
        try (ApplianceProcess process =
                appliance.start(create, open, "cat " + Fifo.make(folder.resolve("never")), "echo never")) {
            appliance.awaitFlushed(FIRST_FLUSHES);
            assertEndsInTime(process, TERMINATED);
            assertFalse(process.results().contains("never"), process.results());
        }
        assertNothingFailedBefore(appliance);
        appliance.requireFlushed(open);
    }

    /** The one request that the end may fail is the last: it is told that the framework stops. */
    private static void assertNothingFailedBefore(JournaledAppliance appliance) throws Exception {
        String failure = appliance.failure();
        assertTrue(failure.isEmpty() || failure.startsWith("failed: SHUTDOWN "), failure);
    }

    private static void assertEndsInTime(ApplianceProcess process, int exitCode) throws Exception {
        assertTrue(process.handle().isAlive());
        process.handle().destroy();
        long start = System.nanoTime();
        assertEquals(exitCode, process.awaitExit(SOON), process.errors());
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < SHUTDOWN_MILLIS, () -> "the end took " + millis + " ms");
    }
}
