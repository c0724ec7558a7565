// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.Peers;
import org.blockgraph.itests.harness.PromptProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands do what it shows. */
class ReadmeIT {

    private static final Path ROOT = ApplianceFiles.home().resolve("../../..").normalize();
    private static final String QCOW2 = "org.blockgraph.drivers.qcow2";
    private static final Pattern START = Pattern.compile("felix:start (\\d+)");

    @TempDir
    private Path folder;

    private PromptProcess appliance;

    /** The number of the bundle that the appliance last advised to start. */
    private String advised = "";

    /** Lays out what the tour's commands build and use. */
    @BeforeEach
    void layOut() throws Exception {
        Peers.require("mke2fs");
        Peers.require("e2fsck");
        Peers.require("qemu-img");
        Path docs = Files.createDirectory(folder.resolve("docs"));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            for (Path file : files.toList()) {
                Files.copy(file, docs.resolve(file.getFileName()));
            }
        }
        Path pace = place("examples/pace", "org.blockgraph.examples.pace");
        Files.copy(ROOT.resolve(folder.relativize(pace)), pace);
        Path next = place("drivers.qcow2", QCOW2);
        Files.move(new DriverBundles(folder).newVersion(ApplianceFiles.driver(QCOW2)), next);
    }

    /** Returns where the build of a module puts its jar. */
    private Path place(String module, String name) throws IOException {
        Path target = folder.resolve(module).resolve("target");
        return Files.createDirectories(target).resolve(name + "-0.1.0-SNAPSHOT.jar");
    }

    @AfterEach
    void end() throws IOException {
        if (appliance != null) {
            appliance.close();
        }
    }

    @Test
    void theTourShowsWhatHappens() throws Exception {
        List<Step> steps = Step.of(ROOT.resolve("README.md"));
        assertTrue(steps.size() > 15, steps.size() + " steps are no tour");
        for (Step step : steps) {
            if (step.command().startsWith("mvn ")) {
                continue;
            }
            List<String> output = step.prompt() == Step.Prompt.SYSTEM ? system(step) : type(step);
            assertEquals(
                    String.join("\n", Stable.of(step.output())),
                    String.join("\n", Stable.of(output)),
                    () -> step.command() + (appliance == null ? "" : "\n" + appliance.errors()));
        }
    }

    private List<String> type(Step step) throws Exception {
        String command = START.matcher(step.command()).replaceAll("felix:start " + advised);
        List<String> output = appliance.type(command);
        Matcher advice = START.matcher(String.join("\n", output));
        if (advice.find()) {
            advised = advice.group(1);
        }
        return output;
    }

    private List<String> system(Step step) throws Exception {
        end();
        appliance = null;
        if (step.command().equals("bundles/start")) {
            appliance = PromptProcess.start(folder);
            return List.of();
        }
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", step.command())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), step.command() + ": " + output);
        return output.lines().toList();
    }
}
