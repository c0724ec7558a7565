// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.shell;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.blockgraph.itests.harness.Peers;

/** A raw image that holds an ext4 file system over real files. */
final class Ext4Image {

    /** The size of a block in bytes. */
    static final int BLOCK = 4096;

    /** The size of the image in bytes. */
    static final long SIZE = 32 << 20;

    private final Path file;

    private Ext4Image(Path file) {
        this.file = file;
    }

    /** Makes an image over a copy of a folder. */
    static Ext4Image make(Path file, Path content) throws Exception {
        Peers.require("mke2fs");
        Peers.require("e2fsck");
        Peers.require("debugfs");
        Program.run(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-b",
                Integer.toString(BLOCK),
                "-d",
                content.toString(),
                file.toString(),
                SIZE / 1024 + "k");
        return new Ext4Image(file);
    }

    Path file() {
        return file;
    }

    /** The blocks of a file in the image, in order. */
    List<Long> blocksOf(String name) throws Exception {
        return numbers(debugfs("blocks " + name));
    }

    /** So many blocks that no file uses. */
    List<Long> freeBlocks(int count) throws Exception {
        String answer = debugfs("ffb " + count);
        return numbers(answer.substring(answer.indexOf(':') + 1));
    }

    /** Reads a file out of the image with the file system's own tool. */
    void dump(String name, Path to) throws Exception {
        debugfs("dump " + name + " " + to);
    }

    /** Fails unless the file system is free of errors. */
    void requireClean() throws Exception {
        Program.run("e2fsck", "-fn", file.toString());
    }

    private String debugfs(String request) throws Exception {
        return Program.run("debugfs", "-R", request, file.toString())
                .lines()
                .reduce("", (banner, last) -> last);
    }

    private static List<Long> numbers(String text) {
        return Arrays.stream(text.strip().split("\\s+")).map(Long::valueOf).toList();
    }
}
