// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.nio.file.Path;

/** Pipes with a name: a line of the shell that reads one waits until a test writes to it. */
public final class Fifo {

    private Fifo() {}

    /** Makes one that is not there yet. */
    public static Path make(Path path) throws Exception {
        int code = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
        if (code != 0) {
            throw new AssertionError("mkfifo " + path + " ended with " + code);
        }
        return path;
    }
}
