// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The images that jobs work on, made by qemu-img so that no side has an advantage of its own layout. */
final class Images {

    /** Small enough to stay in the page cache. */
    private static final String FULL = "256M";

    /** Room for every allocating write of a job. */
    private static final String EMPTY = "4G";

    private final Path folder;

    Images(Path folder) {
        this.folder = folder;
    }

    /** Returns an image in the state that the job wants. */
    Path ready(Job job) throws Exception {
        return job.kind() == Job.Kind.ALLOCATE ? empty() : full();
    }

    private Path full() throws Exception {
        Path image = folder.resolve("full.qcow2");
        if (!Files.exists(image)) {
            QemuImg.output(List.of("qemu-img", "create", "-f", "qcow2", image.toString(), FULL));
            String write = "write -P " + Job.PATTERN + " 0 " + FULL;
            QemuImg.output(List.of("qemu-io", "-f", "qcow2", "-c", write, image.toString()));
            QemuImg.output(List.of("sync", image.toString()));
        }
        return image;
    }

    private Path empty() throws Exception {
        Path image = folder.resolve("empty.qcow2");
        Files.deleteIfExists(image);
        QemuImg.output(List.of("qemu-img", "create", "-f", "qcow2", image.toString(), EMPTY));
        return image;
    }

    /** Fails when what a job left behind is not sound. */
    void check(Path image) throws Exception {
        QemuImg.output(List.of("qemu-img", "check", "-f", "qcow2", image.toString()));
    }

    void delete() throws Exception {
        for (String name : List.of("full.qcow2", "empty.qcow2")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
