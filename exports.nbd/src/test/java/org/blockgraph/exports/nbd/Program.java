// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs programs of others. Where one is missing the test fails in CI and is skipped elsewhere. */
final class Program {

    private static final long SECONDS = 120;

    private Program() {}

    /** What a program answered. */
    record Answer(int code, String output) {}

    /** Skips the test, or fails it in CI, where a program is missing. */
    static void require(String program) {
        find(program);
    }

    /** Runs a program that must succeed, and returns what it said. */
    static String run(Object... command) throws Exception {
        Answer answer = ask(command);
        if (answer.code() != 0) {
            throw new AssertionError(
                    List.of(command) + " ended with " + answer.code() + ": " + answer.output());
        }
        return answer.output();
    }

    static Answer ask(Object... command) throws Exception {
        List<String> words = new ArrayList<>(Stream.of(command).map(String::valueOf).toList());
        words.set(0, find(words.getFirst()).toString());
        Path output = Files.createTempFile("program", ".txt");
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(List.of(command) + " does not end: " + read(output));
            }
            return new Answer(process.exitValue(), read(output));
        } finally {
            Files.delete(output);
        }
    }

    private static String read(Path output) throws IOException {
        return Files.readString(output);
    }

    /** Finds a program; mke2fs and its like are not on the path of every user. */
    private static Path find(String program) {
        Path found = Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (found == null && System.getenv("CI") != null) {
            throw new AssertionError(program + " is missing: itests/run installs it");
        }
        Assumptions.assumeTrue(found != null, program + " is missing: itests/run as root installs it");
        return found;
    }
}
