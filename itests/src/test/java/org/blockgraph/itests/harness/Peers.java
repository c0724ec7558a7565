// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** Programs of others that tests compare with. */
public final class Peers {

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

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
