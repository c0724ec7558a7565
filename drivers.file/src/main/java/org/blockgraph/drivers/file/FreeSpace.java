// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much a file may grow. */
final class FreeSpace {

    private FreeSpace() {}

    /**
     * Tells whether a file system surely lacks the space: setting it aside would fill the disk up, to
     * everybody's harm, before it failed. A file system that does not tell is asked by trying.
     */
    static boolean lacks(Path file, long bytes) {
        try {
            return bytes > Files.getFileStore(file).getUsableSpace();
        } catch (IOException e) {
            return false;
        }
    }
}
