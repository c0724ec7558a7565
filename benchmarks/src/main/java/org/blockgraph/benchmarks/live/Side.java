// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.io.IOException;
import java.nio.file.Path;

/** A server that serves a disk over NBD, and whose graph changes meanwhile. One thread. */
interface Side extends AutoCloseable {

    /** The export's name, and that of the node that is served. */
    String DISK = "disk";

    /** Returns its name in the table. */
    String name();

    /** Begins to serve the qcow2 image at the socket. */
    void start(Path image, Path socket) throws Exception;

    /** Adds the image as an overlay over the served node, beside what stands on that, and deletes it. */
    void cycle(Path overlay) throws Exception;

    @Override
    void close() throws IOException;
}
