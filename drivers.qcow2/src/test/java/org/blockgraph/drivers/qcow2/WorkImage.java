// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * Images that work begins with: some clusters are there, some deflated, some zeroes, the rest comes from a
 * backing file that is shorter. The one with clusters of 512 bytes and refcounts of 64 bits is so full that a
 * little more makes its refcount table grow.
 */
enum WorkImage {
    SMALL("cluster_size=512,refcount_bits=64", 1_900, "none"),
    SHARED("cluster_size=4k", 64, "backing"),
    LARGE("cluster_size=64k,refcount_bits=1", 200, "backing");

    static final int SIZE = 3 << 20;

    private final String options;

    /** KiB at the beginning of the disk that are written. */
    private final int filled;
    private final String below;

    WorkImage(String options, int filled, String below) {
        this.options = options;
        this.filled = filled;
        this.below = below;
    }

    int cluster() {
        int bytes = Integer.parseInt(options.replaceAll("cluster_size=(\\d+).*", "$1"));
        return options.contains("k") ? bytes << 10 : bytes;
    }

    /** Returns what to do first, behind all other work; with wide refcounts, what grows the table. */
    List<Work.Step> first() {
        Work.Step much = new Work.Step(Work.Kind.WRITE, 2_700 << 10, 160 << 10, (byte) 0x77);
        return this == SMALL ? List.of(much) : List.of();
    }

    /** Makes it, with its backing file beside it, and returns what it holds. */
    byte[] make(Path image) throws Exception {
        if (below.equals("backing")) {
            Path base = image.resolveSibling("base.raw");
            byte[] bytes = new byte[SIZE / 2 + 512];
            Arrays.fill(bytes, (byte) 0xba);
            Files.write(base, bytes);
            Qemu.img("create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", "-o", options, image, SIZE);
        } else {
            Qemu.img("create", "-q", "-f", "qcow2", "-o", options, image, SIZE);
        }
        Qemu.io(
                "-f", "qcow2",
                "-c", "write -P 0x11 0 " + filled + "k",
                "-c", "write -c -P 0x22 2m " + cluster(),
                "-c", "write -c -P 0x23 " + ((2 << 20) + cluster()) + " " + cluster(),
                "-c", "write -z 2200k 128k",
                image);
        Path raw = image.resolveSibling("content.raw");
        Qemu.img("convert", "-f", "qcow2", "-O", "raw", image, raw);
        return Files.readAllBytes(raw);
    }

    /** Copies it to where a test may spoil it, in the same folder because of the backing file. */
    static Path copy(Path image, String name) throws Exception {
        return Files.copy(image, image.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
