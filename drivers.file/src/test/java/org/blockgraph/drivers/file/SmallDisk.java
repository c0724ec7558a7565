// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * A small file system in memory, mounted for a test. Only who is not root, outside of CI, is spared the test
 * where that can't be done; all others are told.
 */
record SmallDisk(Path folder) implements AutoCloseable {

    static SmallDisk mount(Path below, String size) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(below.resolve("small"));
        Peers.Outcome mounted = Peers.run(
                "mount", "-t", "tmpfs", "-o", "size=" + size, "blockgraph-test", folder.toString());
        if (!mounted.ok()) {
            String message = "no file system can be mounted for a test: " + mounted.text().strip();
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            Assumptions.assumeTrue(root || System.getenv("CI") != null, message);
            throw new AssertionError(message);
        }
        return new SmallDisk(folder);
    }

    @Override
    public void close() throws IOException {
        try {
            // Lazily: the file is closed a moment later.
            Peers.ask("umount", "-l", folder.toString());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted; " + folder + " is still mounted", e);
        }
    }
}
