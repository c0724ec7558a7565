// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The appliance with somebody at its prompt. One thread types. */
public final class PromptProcess implements AutoCloseable {

    private static final String PROMPT = "g! ";
    private static final long END_SECONDS = 30;

    private final Process process;

    /** What went to standard error; deployed jars and the framework may speak there at any time. */
    private final Path errors;

    /** What was printed and not yet taken; guarded by itself. */
    private final StringBuilder printed = new StringBuilder();

    private PromptProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Starts it in a folder, and returns when it knows its drivers. */
    public static PromptProcess start(Path folder) throws Exception {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder(
                        ApplianceFiles.home().resolve("bin/start").toString(),
                        "--framework",
                        ApplianceFiles.framework(),
                        "--cache",
                        folder.resolve("cache").toString())
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        PromptProcess started = new PromptProcess(process, errors);
        Thread.ofPlatform().daemon().name("prompt reader").start(started::read);
        started.take();
        Await.until("the drivers", () -> {
            String drivers = String.join("\n", started.type("block:drivers"));
            return List.of("raw ", "file ", "qcow2 ").stream().allMatch(drivers::contains);
        });
        return started;
    }

    private void read() {
        byte[] some = new byte[8192];
        try (InputStream output = process.getInputStream()) {
            for (int count = output.read(some); count >= 0; count = output.read(some)) {
                synchronized (printed) {
                    printed.append(new String(some, 0, count, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // The process was killed; whoever waits for the prompt says what is missing.
            return;
        }
    }

    /** Types a line and returns what it printed. */
    public List<String> type(String line) throws Exception {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
        return take().lines().toList();
    }

    /** Waits for the prompt and takes what stands before it. */
    private String take() throws Exception {
        Await.until("the prompt", () -> text().endsWith(PROMPT), () -> text() + errors());
        synchronized (printed) {
            String taken = printed.substring(0, printed.length() - PROMPT.length());
            printed.setLength(0);
            return taken;
        }
    }

    private String text() {
        synchronized (printed) {
            return printed.toString();
        }
    }

    /** Returns what went to standard error so far. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return "standard error can't be read: " + e;
        }
    }

    /** Sends SIGTERM and returns the exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("SIGTERM does not end the appliance: " + text() + errors());
        }
        return process.exitValue();
    }

    /** Ends the input, as ^D does, and waits for the end. */
    @Override
    public void close() throws IOException {
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the appliance does not end with its input: " + text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
