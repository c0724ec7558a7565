// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A small file system in memory, mounted for a test. Only who is not root, outside of CI, is spared the test
 * where that can't be done; all others are told.
 */
record SmallDisk(Path folder) implements AutoCloseable {

    static SmallDisk mount(Path below, String size) throws Exception {
        Path folder = Files.createDirectory(below.resolve("small"));
        Qemu.Answer mounted =
                Qemu.run("mount", "-t", "tmpfs", "-o", "size=" + size, "blockgraph-test", folder);
        if (mounted.code() != 0) {
            String message = "no file system can be mounted for a test: " + mounted.output().strip();
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            Assumptions.assumeTrue(root || System.getenv("CI") != null, message);
            throw new AssertionError(message);
        }
        return new SmallDisk(folder);
    }

    /** Lazily: what is open there is closed a moment later. */
    @Override
    public void close() {
        try {
            Qemu.succeed("umount", "-l", folder);
        } catch (Exception e) {
            throw new AssertionError(folder + " is still mounted", e);
        }
    }
}
