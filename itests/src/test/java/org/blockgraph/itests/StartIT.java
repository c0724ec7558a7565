// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.Fifo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The appliance as a process: its lines, exit codes and end. */
class StartIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private ApplianceProcess start(String... arguments) throws Exception {
        return ApplianceProcess.start(folder, arguments);
    }

    @Test
    void linesThatSucceedEndWithZero() throws Exception {
        try (ApplianceProcess appliance =
                start("-c", "echo first", "-c", "block:drivers", "-c", "echo last")) {
            assertEquals(0, appliance.awaitExit(SOON), appliance.errors());
            String results = appliance.results();
            assertTrue(results.startsWith("first\n") && results.endsWith("last\n"), results);
            assertTrue(results.contains("raw"), results);
            assertEquals("", appliance.errors());
        }
    }

    @Test
    void aLineThatFailsEndsWithOne() throws Exception {
        try (ApplianceProcess appliance = start("-c", "throw 'no such thing'", "-c", "echo last")) {
            assertEquals(1, appliance.awaitExit(SOON));
            assertEquals("", appliance.results());
            assertEquals("blockgraph: no such thing\n", appliance.errors());
        }
    }

    @Test
    void argumentsThatMakeNoSenseEndWithTwo() throws Exception {
        try (ApplianceProcess appliance = start("--nonsense")) {
            assertEquals(2, appliance.awaitExit(SOON));
            assertEquals(1, appliance.errors().lines().count(), appliance.errors());
            assertTrue(appliance.errors().contains("--nonsense"), appliance.errors());
        }
    }

    @Test
    void headlessStaysUntilItIsTold() throws Exception {
        try (ApplianceProcess appliance = start("--headless", "-c", "echo ready")) {
            appliance.awaitResult("ready");
            assertTrue(appliance.handle().isAlive());
            appliance.handle().destroy();
            assertEquals(0, appliance.awaitExit(SOON), appliance.errors());
        }
    }

    @Test
    void headlessEndsWhereALineFails() throws Exception {
        try (ApplianceProcess appliance = start("--headless", "-c", "throw broken")) {
            assertEquals(1, appliance.awaitExit(SOON));
        }
    }

    @Test
    void aSignalBeforeTheLastLineIsNoSuccess() throws Exception {
        try (ApplianceProcess appliance =
                start("-c", "echo ready", "-c", "cat " + Fifo.make(folder.resolve("never")))) {
            appliance.awaitResult("ready");
            appliance.handle().destroy();
            assertEquals(143, appliance.awaitExit(SOON), appliance.errors());
        }
    }

    @Test
    void twoAppliancesDoNotShareACache() throws Exception {
        try (ApplianceProcess first = start("--headless", "-c", "echo ready")) {
            first.awaitResult("ready");
            try (ApplianceProcess second = start("-c", "echo never")) {
                assertEquals(1, second.awaitExit(SOON));
                assertTrue(second.errors().contains("--cache DIR"), second.errors());
            }
            assertTrue(first.handle().isAlive());
        }
    }

    @Test
    void aKilledApplianceLeavesNothingInTheWay() throws Exception {
        try (ApplianceProcess killed = start("--headless", "-c", "echo ready")) {
            killed.awaitResult("ready");
            killed.handle().destroyForcibly();
            killed.awaitExit(SOON);
        }
        try (ApplianceProcess next = start("-c", "echo alive")) {
            assertEquals(0, next.awaitExit(SOON), next.errors());
        }
        assertTrue(Files.isDirectory(folder.resolve("cache/framework")));
    }
}
