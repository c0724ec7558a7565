// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.DriverBundles;

/**
 * An appliance in a process, whose device d0 is written and flushed by a client that keeps a journal of what
 * was flushed, so that it can be killed and what must be there is known.
 */
final class JournaledAppliance {

    private static final int BLOCKS = 16;
    private static final int BLOCK_SIZE = 4096;
    private static final String JOURNAL_PACKAGE = "org.blockgraph.drivers.testing.journal";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path folder;
    private final Path deploy;
    private final Path journal;

    /** Prepares a deploy folder with the shipped drivers, the client and further jars. */
    JournaledAppliance(Path folder, Path... jars) throws Exception {
        this.folder = folder;
        this.deploy = Files.createDirectory(folder.resolve("deploy"));
        this.journal = folder.resolve("journal");
        for (Path jar : ApplianceFiles.jars(ApplianceFiles.home().resolve("deploy"))) {
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        for (Path jar : jars) {
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        Files.move(
                new DriverBundles(folder).ofTestDrivers("test.journal", "1.0.0", JOURNAL_PACKAGE, Map.of()),
                deploy.resolve("test.journal.jar"));
    }

    /** Starts it headless with these lines; the client begins when d0 is there. */
    ApplianceProcess start(String... lines) throws Exception {
        return startBy(List.of(), lines);
    }

    /** The same, started by another program. */
    ApplianceProcess startBy(List<String> starter, String... lines) throws Exception {
        Files.deleteIfExists(journal);
        List<String> arguments = new ArrayList<>(List.of(
                "--headless",
                "-D", "felix.fileinstall.dir=" + deploy,
                "-D", "org.blockgraph.testing.journal=" + journal));
        for (String line : lines) {
            arguments.addAll(List.of("-c", line));
        }
        return ApplianceProcess.startBy(starter, folder, arguments.toArray(String[]::new));
    }

    /** Returns the last generation that was flushed, or -1. */
    long lastFlushed() throws Exception {
        List<String> lines = journal();
        return lines.isEmpty() ? -1 : Long.parseLong(lines.getLast());
    }

    private List<String> journal() throws Exception {
        if (!Files.exists(journal)) {
            return List.of();
        }
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines()
                .filter(line -> !line.startsWith("failed"))
                .toList();
    }

    /** Returns why the client gave up, or an empty string. */
    String failure() throws Exception {
        return Files.readString(journal)
                .lines()
                .filter(line -> line.startsWith("failed"))
                .findFirst()
                .orElse("");
    }

    /** Waits until so many more generations are flushed. */
    void awaitFlushed(int more) throws Exception {
        long wanted = lastFlushed() + more;
        Await.until("the client to flush", () -> lastFlushed() >= wanted, this::describe);
    }

    private String describe() {
        try {
            return lastFlushed() + " " + failure();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** Starts the appliance once more and reads with it what the journal says was flushed. */
    void requireFlushed(String openLine) throws Exception {
        long last = lastFlushed();
        List<String> arguments = new ArrayList<>(
                List.of("-D", "felix.fileinstall.dir=" + deploy, "-c", openLine));
        int checked = 0;
        for (long generation = Math.max(0, last - BLOCKS + 2); generation <= last; generation++) {
            arguments.add("-c");
            arguments.add("block:read -P " + (generation % 255 + 1) + " d0 "
                    + generation % BLOCKS * BLOCK_SIZE + " " + BLOCK_SIZE);
            checked++;
        }
        try (ApplianceProcess appliance = ApplianceProcess.start(folder, arguments.toArray(String[]::new))) {
            assertEquals(0, appliance.awaitExit(SOON), appliance.errors() + appliance.results());
            assertEquals(
                    checked,
                    appliance
                            .results()
                            .lines()
                            .filter(line -> line.startsWith("read "))
                            .count(),
                    appliance.results());
        }
    }
}
