// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory, mounted for a test; skips the test where this user may not mount. */
record SmallDisk(Path folder) implements AutoCloseable {

    static SmallDisk mount(Path below, String size) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(below.resolve("small"));
        Peers.Outcome mounted = Peers.run(
                "mount", "-t", "tmpfs", "-o", "size=" + size, "blockgraph-test", folder.toString());
        Assumptions.assumeTrue(mounted.ok(), "this user may not mount: " + mounted.text());
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
