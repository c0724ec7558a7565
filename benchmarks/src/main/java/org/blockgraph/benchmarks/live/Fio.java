// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Random reads of 4 KiB over NBD by fio, 64 at a time on one connection, for some seconds. */
final class Fio {

    private static final int READ_IOPS = 7;
    private static final int ERROR = 4;

    private final Process process;

    private Fio(Process process) {
        this.process = process;
    }

    static Fio start(Path socket, int seconds) throws IOException {
        return new Fio(new ProcessBuilder(List.of(
                        "fio", "--name=load", "--ioengine=nbd",
                        "--uri=nbd+unix:///" + Side.DISK + "?socket=" + socket,
                        "--rw=randread", "--bs=4k", "--size=256M", "--iodepth=64", "--time_based",
                        "--runtime=" + seconds, "--randrepeat=0", "--minimal"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Waits for its end and returns reads a second; a failed read is an exception. */
    double iops() throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String[] fields = text.strip().split(";");
        if (process.waitFor() != 0 || fields.length <= READ_IOPS || !fields[ERROR].equals("0")) {
            throw new IOException("fio failed: " + text);
        }
        return Double.parseDouble(fields[READ_IOPS]);
    }

    boolean isRunning() {
        return process.isAlive();
    }
}
