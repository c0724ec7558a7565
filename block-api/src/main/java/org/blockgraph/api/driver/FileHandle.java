// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.nio.file.Path;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open file that the core owns and a driver borrows. It stays open, and locked against other processes,
 * while the node is parked or orphaned and while its driver is replaced; a driver neither closes nor
 * duplicates the descriptor, and does not use it after its instance was closed.
 */
@ProviderType
public interface FileHandle {

    /** Returns the descriptor. */
    @Io
    int descriptor();

    /** Returns the path by which it was opened. */
    @Io
    Path path();

    /** Tells whether it was opened for writing. */
    @Io
    boolean writable();

    /** Tells whether it bypasses the page cache. */
    @Io
    boolean direct();

    /** Tells whether it is a block device rather than a regular file. */
    @Io
    boolean blockDevice();

    /** Returns the number of the device that the file is on. */
    @Io
    long device();

    /** Returns the inode number. */
    @Io
    long inode();
}
