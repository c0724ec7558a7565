// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that tests compare with: a missing one fails in CI and skips elsewhere. */
final class Peers {

    private static final long SECONDS = 60;

    private static final Pattern RUN = Pattern.compile("\"start\": (\\d+), \"length\": (\\d+), \"depth\": 0, "
            + "\"present\": true, \"zero\": (?:true|false), \"data\": (true|false), \"offset\": (\\d+)");

    private Peers() {}

    private static void require(String program) {
        boolean there = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (there) {
            return;
        }
        String message = program + " is missing: itests/run as root installs it";
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        Assumptions.abort(message);
    }

    /** Tells whether QEMU opens a raw image for writing now; it writes nothing. */
    static boolean mayWrite(Path image) throws IOException, InterruptedException {
        Outcome outcome = run("qemu-io", "-f", "raw", "-c", "flush", image.toString());
        boolean locked = outcome.text().contains("lock");
        if (outcome.status() != 0 && !locked) {
            throw new AssertionError("qemu-io failed for another reason: " + outcome.text());
        }
        return !locked;
    }

    /** Returns a line for each run of qemu-img's map: start, length, whether data, place in the file. */
    static String map(String options) throws IOException, InterruptedException {
        Matcher each = RUN.matcher(ask("qemu-img", "map", "--output=json", "--image-opts", options));
        StringBuilder runs = new StringBuilder();
        while (each.find()) {
            runs.append(String.join(" ", each.group(1), each.group(2), each.group(3), each.group(4)))
                    .append('\n');
        }
        return runs.toString();
    }

    /** Returns how much of a file is stored, in bytes. */
    static long stored(Path file) throws IOException, InterruptedException {
        return 512 * Long.parseLong(ask("stat", "-c", "%b", file.toString()).strip());
    }

    private record Outcome(int status, String text) {}

    private static String ask(String... command) throws IOException, InterruptedException {
        Outcome outcome = run(command);
        if (outcome.status() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + outcome.text());
        }
        return outcome.text();
    }

    private static Outcome run(String... command) throws IOException, InterruptedException {
        require(command[0]);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command[0] + " did not end: " + said);
        }
        return new Outcome(process.exitValue(), said);
    }
}
