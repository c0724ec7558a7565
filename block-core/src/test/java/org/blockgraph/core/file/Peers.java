// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that tests compare with: a missing one fails in CI and skips elsewhere. */
public final class Peers {

    private static final long SECONDS = 60;

    private Peers() {}

    /** What a program said, and how it ended. */
    public record Outcome(int status, String text) {

        public boolean ok() {
            return status == 0;
        }
    }

    public static void require(String program) {
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

    /** Runs a program to its end; standard error is part of what it says. */
    public static Outcome run(String... command) throws IOException, InterruptedException {
        require(command[0]);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end; it said: " + text);
        }
        return new Outcome(process.exitValue(), text);
    }
}
