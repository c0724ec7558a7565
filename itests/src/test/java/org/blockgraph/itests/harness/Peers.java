// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that tests compare with. */
public final class Peers {

    private static final long SECONDS = 60;

    private Peers() {}

    /** Fails in CI and skips elsewhere where a program is missing. {@code itests/run} installs it. */
    public static void require(String program) {
        if (isThere(program)) {
            return;
        }
        String message = program + " is missing: itests/run as root installs it";
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        Assumptions.abort(message);
    }

    /** Runs a program that has to end with 0, in time, and returns what it wrote. */
    public static String succeed(String... command) throws Exception {
        require(command[0]);
        Path output = Files.createTempFile("peer", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command)
                        + (ended ? " ended with " + process.exitValue() : " did not end") + ": " + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
