// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.Peers;
import org.blockgraph.itests.harness.PromptProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The appliance as a process, with fio on a qcow2 overlay over NBD and somebody at the prompt who updates,
 * replaces, uninstalls and installs the drivers of qcow2 and file; SIGTERM ends it. No request fails, and the
 * image on disk is what clients saw last.
 */
class DrivenFromOutsideIT {

    private static final List<String> FORMATS = List.of("qcow2", "file");
    private static final int NODES = 4;
    private static final int SECONDS = 10;
    private static final int LEAST_ROUNDS = 1;

    @TempDir
    private Path folder;

    private PromptProcess appliance;

    @Test
    void noRequestFailsAndNothingIsLost() throws Exception {
        Path base = folder.resolve("base.qcow2");
        Peers.succeed("qemu-img", "create", "-f", "qcow2", base.toString(), "64M");
        Peers.succeed("qemu-io", "-f", "qcow2", "-c", "write -P 0x11 8M 40M", base.toString());
        byte[] below = Files.readAllBytes(base);
        Path top = folder.resolve("top.qcow2");
        Path seen = folder.resolve("seen.raw");
        try (PromptProcess started = PromptProcess.start(folder)) {
            appliance = started;
            String uri = open(top);
            changeUnderLoad(uri);
            type("block:write -q -P 0x5a d0 50M 1000000", "");
            Peers.succeed("nbdcopy", uri, seen.toString());
            assertEquals(0, number("block:stat --json d0", "failed_operations"));
            assertEquals(0, appliance.terminate(), appliance::errors);
        }
        for (Path image : List.of(top, base)) {
            Peers.succeed("qemu-img", "check", "-f", "qcow2", image.toString());
        }
        Peers.succeed("qemu-img", "compare", "-f", "raw", "-F", "qcow2", seen.toString(), top.toString());
        Peers.succeed("qemu-io", "-f", "qcow2", "-c", "read -P 0x5a 50M 1000000", top.toString());
        assertEquals(-1, Arrays.mismatch(below, Files.readAllBytes(base)), "the base was changed");
    }

    /** Makes and opens the overlay, exports it, and returns the export's URI. */
    private String open(Path top) throws Exception {
        type(
                "block:create -f qcow2 -o cluster_size=4k,backing_file=base.qcow2,backing_fmt=qcow2 " + top,
                "created ");
        type("block:open -f qcow2 d0 " + top, "opened d0: qcow2");
        String exported = type("block:export d0 unix:" + folder.resolve("d0.sock"), "exported d0: ");
        return exported.substring(exported.indexOf("nbd+unix:")).strip();
    }

    private void changeUnderLoad(String uri) throws Exception {
        int rounds = 0;
        try (Fio fio = Fio.start(uri, folder, SECONDS)) {
            Await.until(
                    "fio's first requests",
                    () -> number("block:exports --json", "requests") > 100,
                    fio::text);
            while (fio.isRunning()) {
                for (String format : FORMATS) {
                    update(format);
                    replace(format);
                    reinstall(format);
                }
                rounds++;
            }
            fio.requireSuccess();
        }
        assertTrue(rounds >= LEAST_ROUNDS, "only " + rounds + " rounds of changes");
        System.out.println(rounds + " rounds of " + 3 * FORMATS.size() + " changes at the prompt");
    }

    private void update(String format) throws Exception {
        Path next = next(format);
        type("felix:update " + bundle(format) + " " + next.toUri(), "");
        awaitServed(format, next);
    }

    private void replace(String format) throws Exception {
        Path next = next(format);
        type("block:replace-driver " + next, "replaced " + format);
        awaitServed(format, next);
    }

    private void reinstall(String format) throws Exception {
        Path next = next(format);
        type("felix:uninstall " + bundle(format), "");
        type("felix:start " + next.toUri(), "");
        awaitServed(format, next);
    }

    private Path next(String format) throws Exception {
        return new DriverBundles(folder).newVersion(ApplianceFiles.driver(bundle(format)));
    }

    private static String bundle(String format) {
        return "org.blockgraph.drivers." + format;
    }

    /** Types a line that has to print this, and returns what it printed. */
    private String type(String line, String expected) throws Exception {
        String printed = String.join("\n", appliance.type(line));
        assertTrue(printed.contains(expected), () -> line + ": " + printed + appliance.errors());
        return printed;
    }

    /** Returns the number that JSON has for a name. */
    private long number(String line, String name) throws Exception {
        String json = type(line, name);
        Matcher found = Pattern.compile("\"" + name + "\": *(\\d+)").matcher(json);
        assertTrue(found.find(), json);
        return Long.parseLong(found.group(1));
    }

    /** Waits until every node is open and those of the format are served by this version. */
    private void awaitServed(String format, Path jar) throws Exception {
        String version = jar.getFileName().toString().replace(bundle(format) + "-", "").replace(".jar", "");
        Await.until(format + " " + version + " to serve", () -> {
            List<String> nodes = appliance.type("block:graph").stream()
                    .filter(line -> line.contains("── "))
                    .toList();
            return nodes.size() == NODES
                    && nodes.stream().allMatch(line -> line.contains("  open"))
                    && nodes.stream()
                            .filter(line -> line.contains("  " + format + " "))
                            .allMatch(line -> line.contains(" " + version + " "));
        }, () -> String.join("\n", typed("block:graph")) + appliance.errors());
        Files.delete(jar);
    }

    private List<String> typed(String line) {
        try {
            return appliance.type(line);
        } catch (Exception e) {
            return List.of(e.toString());
        }
    }
}
