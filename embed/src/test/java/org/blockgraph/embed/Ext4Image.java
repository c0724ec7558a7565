// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A real raw image: an ext4 file system made over a folder of files, with room behind it. */
record Ext4Image(Path path) {

    /** Where the file system ends and the test may write, in bytes. */
    static final long END = 16 << 20;

    /** The size of the image in bytes. */
    static final long SIZE = 24 << 20;

    static Ext4Image make(Path folder) throws IOException, InterruptedException {
        Path content = Files.createDirectory(folder.resolve("content"));
        byte[] bytes = new byte[3 << 20];
        new Random(7).nextBytes(bytes);
        Files.write(content.resolve("random"), bytes);
        Files.writeString(content.resolve("hello"), "a file in a real file system\n");
        Path image = folder.resolve("disk.img");
        run("/usr/sbin/mke2fs", "-q", "-F", "-t", "ext4", "-d", content.toString(), image.toString(), "16M");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return new Ext4Image(image);
    }

    /** Fails when the file system is not clean. */
    void requireClean() throws IOException, InterruptedException {
        run("/usr/sbin/e2fsck", "-f", "-n", path.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(command[0]))) {
            throw new AssertionError(command[0] + " is missing: apt-get install e2fsprogs");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + output);
        }
    }
}
