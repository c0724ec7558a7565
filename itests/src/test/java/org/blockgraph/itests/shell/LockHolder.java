// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.shell;

import java.io.BufferedReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.blockgraph.itests.harness.Peers;

/** A qemu-io that has an image open for writing, and so holds its lock, until it is closed. */
final class LockHolder implements AutoCloseable {

    private final Process process;

    /** Returns when the lock is held. */
    LockHolder(Path image) throws Exception {
        Peers.require("qemu-io");
        process = new ProcessBuilder("qemu-io", "-f", "raw", image.toString())
                .redirectErrorStream(true)
                .start();
        Writer commands = process.outputWriter(StandardCharsets.UTF_8);
        commands.write("read 0 512\n");
        commands.flush();
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder output = new StringBuilder();
        for (String line = answers.readLine(); ; line = answers.readLine()) {
            output.append(line).append('\n');
            if (line == null) {
                throw new AssertionError("qemu-io ended: " + output);
            }
            if (line.contains("read 512/512")) {
                return;
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
