// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs qemu-img, qemu-io and mke2fs. Where one is missing the test fails in CI and is skipped elsewhere. */
final class Qemu {

    private static final long SECONDS = 60;

    private Qemu() {}

    /** What a program answered. */
    record Answer(int code, String output) {}

    static String img(Object... arguments) throws Exception {
        return succeed("qemu-img", arguments);
    }

    static String io(Object... arguments) throws Exception {
        return succeed("qemu-io", arguments);
    }

    /** Runs a program that must succeed. */
    static String succeed(String program, Object... arguments) throws Exception {
        Answer answer = run(program, arguments);
        if (answer.code() != 0) {
            throw new AssertionError(program + " " + List.of(arguments) + " ended with " + answer.code()
                    + ": " + answer.output());
        }
        return answer.output();
    }

    static Answer run(String program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(find(program).toString()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        Path output = Files.createTempFile("qemu", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end: " + Files.readString(output));
            }
            return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
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
        Assumptions.assumeTrue(found != null, program + " is missing");
        return found;
    }

    /**
     * Makes a raw image of this size with a file system in it over a folder of real files: those of the JDK.
     */
    static Path ext4(Path folder, long size) throws Exception {
        Path files = Files.createDirectories(folder.resolve("files"));
        Path source = Path.of(System.getProperty("java.home"), "legal");
        try (Stream<Path> tree = Files.walk(source)) {
            long room = size / 2;
            for (Path each : tree.filter(Files::isRegularFile).sorted().toList()) {
                room -= Files.size(each) + 4096;
                if (room < 0) {
                    break;
                }
                Path to = files.resolve(source.relativize(each).toString().replace('/', '-'));
                Files.copy(each, to);
            }
        }
        Path image = folder.resolve("ext4.img");
        succeed("mke2fs", "-q", "-t", "ext4", "-d", files, image, size / 1024 + "k");
        return image;
    }

    /** Fails unless qemu-img finds neither corruptions nor leaks. */
    static void requireClean(Path image) throws Exception {
        img("check", "-f", "qcow2", image);
    }

    /** Fails if qemu-img finds anything but leaks, for which it ends with 3. */
    static void requireNoCorruption(Path image) throws Exception {
        Answer answer = run("qemu-img", "check", "-f", "qcow2", image);
        if (answer.code() != 0 && answer.code() != 3) {
            throw new AssertionError("qemu-img check " + image + ": " + answer.output());
        }
    }
}
