// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that tests compare with: a missing one fails in CI and skips elsewhere. */
final class Peers {

    private static final long SECONDS = 60;

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
        require("qemu-io");
        Process process = new ProcessBuilder("qemu-io", "-f", "raw", "-c", "flush", image.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("qemu-io did not end: " + said);
        }
        boolean locked = said.contains("lock");
        if (process.exitValue() != 0 && !locked) {
            throw new AssertionError("qemu-io failed for another reason: " + said);
        }
        return !locked;
    }
}
