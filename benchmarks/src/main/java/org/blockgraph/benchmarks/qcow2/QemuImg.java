// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** qemu-img bench with its cache mode writeback, which leaves what is written in the page cache. */
record QemuImg(String aio) implements Subject {

    private static final Pattern TOOK = Pattern.compile("Run completed in ([0-9.]+) seconds");

    @Override
    public String name() {
        return "qemu-img " + aio;
    }

    @Override
    public double run(Job job, Path image) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "qemu-img", "bench", "-f", "qcow2", "-t", "writeback", "-i", aio,
                "-s", Integer.toString(Job.SIZE), "-S", Long.toString(job.kind().stride()),
                "-d", Integer.toString(job.depth()), "-c", Integer.toString(job.count())));
        if (job.kind().writes()) {
            command.addAll(List.of("-w", "--pattern=" + Job.PATTERN));
        }
        command.add(image.toString());
        Matcher took = TOOK.matcher(output(command));
        if (!took.find()) {
            throw new IllegalStateException(String.join(" ", command) + " did not say how long it took");
        }
        return Double.parseDouble(took.group(1));
    }

    /** Runs a command to its end; what it prints is returned, a failure is an exception. */
    static String output(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + text.strip());
        }
        return text;
    }
}
