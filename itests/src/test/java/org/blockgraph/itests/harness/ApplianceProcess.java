// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The appliance in a process of its own, started as an operator starts it. */
public final class ApplianceProcess implements AutoCloseable {

    private final Process process;
    private final Path results;
    private final Path errors;

    private ApplianceProcess(Process process, Path results, Path errors) {
        this.process = process;
        this.results = results;
        this.errors = errors;
    }

    /**
     * Starts it with standard input empty.
     *
     * @param folder holds its output and the framework's state; a {@code @TempDir}
     * @param arguments those of {@code bundles/start}
     */
    public static ApplianceProcess start(Path folder, String... arguments) throws IOException {
        return startBy(List.of(), folder, arguments);
    }

    /** The same, started by another program. */
    public static ApplianceProcess startBy(List<String> starter, Path folder, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(starter);
        command.add(ApplianceFiles.home().resolve("bin/start").toString());
        command.addAll(List.of("--framework", ApplianceFiles.framework()));
        command.addAll(List.of("--cache", folder.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        Path results = Files.createTempFile(folder, "results", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(results.toFile())
                .redirectError(errors.toFile())
                .start();
        return new ApplianceProcess(process, results, errors);
    }

    /** The process, to be signalled. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it has written to standard output so far. */
    public String results() throws IOException {
        return Files.readString(results, StandardCharsets.UTF_8);
    }

    /** What it has written to standard error so far. */
    public String errors() throws IOException {
        return Files.readString(errors, StandardCharsets.UTF_8);
    }

    /** Waits until standard output holds a text. */
    public void awaitResult(String text) throws Exception {
        await("standard output", this::results, text);
    }

    /** Waits until standard error holds a text. */
    public void awaitError(String text) throws Exception {
        await("standard error", this::errors, text);
    }

    private void await(String where, Callable<String> stream, String text) throws Exception {
        Await.until(
                "'" + text + "' on " + where,
                () -> stream.call().contains(text) || !process.isAlive(),
                this::output);
        if (!stream.call().contains(text)) {
            throw new AssertionError("ended without '" + text + "' on " + where + ": " + output());
        }
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit(Duration deadline) throws InterruptedException {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("did not end within " + deadline.toMillis() + " ms: " + output());
        }
        return process.exitValue();
    }

    /** All that it wrote so far, and how it ended. */
    public String output() {
        try {
            return "exit code " + (process.isAlive() ? "none yet" : process.exitValue())
                    + "\nstandard output:\n" + results() + "\nstandard error:\n" + errors();
        } catch (IOException e) {
            return "output can't be read: " + e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
