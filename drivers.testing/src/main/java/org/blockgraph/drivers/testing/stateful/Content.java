// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.Child;

/**
 * All that an active image keeps in memory. Dropped as a whole when the image becomes inactive, so that a
 * request which hung since then can only change what nobody looks at.
 *
 * @param size the virtual size in bytes
 * @param checkpoint null where the image is read-only
 */
record Content(long size, Table table, Allocator allocator, Checkpoint checkpoint) {

    /**
     * Reads it. An image that contradicts itself is never written to; read-only, it shows what is not lost.
     *
     * @throws BlockException as {@link Snapshot#read} does, and CORRUPT for contradictions in what would be
     *     written to
     */
    static Content load(String node, Child file, boolean readOnly, BlockRequest request)
            throws BlockException {
        Snapshot image = Snapshot.read(node, file, request);
        Walk walk = new Walk(image, file);
        if (!readOnly && walk.firstCorruption() != null) {
            throw new BlockException(
                    BlockError.CORRUPT,
                    node,
                    node + ": " + walk.firstCorruption() + "; read-only=on shows what is not lost");
        }
        walk.spoilBad();
        Allocator allocator =
                new Allocator(node, Layout.firstData(image.root().pages()), walk.used, image.root().end());
        Checkpoint checkpoint = null;
        if (!readOnly) {
            // What was read may not be durable yet, and blocks that only an older state uses are given out.
            file.flush(request, IoFlags.NONE);
            checkpoint = new Checkpoint(node, file, image, allocator);
        }
        return new Content(image.root().size(), image.table(), allocator, checkpoint);
    }
}
