// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Peers;

/** fio on the first 32 MiB of a device over NBD, 16 requests at a time. */
final class Fio implements AutoCloseable {

    private final Process process;
    private final Path output;

    private Fio(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it for so many seconds; it writes, flushes and verifies.
     *
     * @param uri of the export
     * @param folder holds its output
     */
    static Fio start(String uri, Path folder, int seconds) throws IOException {
        return start(uri, folder, seconds, "--rw=randrw", "--verify=crc32c",
                "--verify_backlog=256", "--verify_fatal=1", "--fsync=512");
    }

    /** Writes everything once, so that who reads later can verify it. */
    static void fill(String uri, Path folder) throws IOException, InterruptedException {
        try (Fio fio = run(uri, folder, "--rw=write", "--verify=crc32c", "--do_verify=0")) {
            fio.requireSuccess();
        }
    }

    /**
     * Starts two clients that only read, whom it does not concern whether the graph may be written. They
     * verify what {@link #fill} wrote.
     */
    static Fio startReading(String uri, Path folder, int seconds) throws IOException {
        return start(uri, folder, seconds,
                "--rw=randread", "--numjobs=2", "--verify=crc32c", "--verify_fatal=1");
    }

    private static Fio start(String uri, Path folder, int seconds, String... work) throws IOException {
        List<String> timed = new ArrayList<>(List.of("--time_based", "--runtime=" + seconds));
        timed.addAll(List.of(work));
        return run(uri, folder, timed.toArray(String[]::new));
    }

    private static Fio run(String uri, Path folder, String... work) throws IOException {
        Peers.require("fio");
        Path output = folder.resolve("fio.txt");
        List<String> command = new ArrayList<>(List.of(
                "fio", "--name=load", "--ioengine=nbd", "--uri=" + uri, "--bs=4k", "--size=32M",
                "--iodepth=16", "--verify_state_save=0"));
        command.addAll(List.of(work));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Fio(process, output);
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Waits for its end and fails unless all was as it had written it. */
    void requireSuccess() throws InterruptedException {
        assertTrue(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS), this::text);
        assertEquals(0, process.exitValue(), this::text);
    }

    /** Waits for its end, and fails unless it was told that the server ends. */
    void requireToldOfTheEnd() throws InterruptedException {
        assertTrue(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS), "fio waits for an answer");
        String text = text();
        assertNotEquals(0, process.exitValue(), text);
        boolean told = text.contains("shutdown") || text.contains("closed") || text.contains("not connected");
        assertTrue(told, text);
    }

    /** What it has said so far. */
    String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
