// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.shell;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.itests.harness.Await;

/** Programs of others that run to their end. */
final class Program {

    private Program() {}

    /** Runs it with standard input empty and returns what it wrote, errors too; fails unless it succeeded. */
    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(List.of(command) + " does not end: " + output);
            }
            if (process.exitValue() != 0) {
                throw new AssertionError(
                        List.of(command) + " ended with " + process.exitValue() + ": " + output);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
