// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.NodeServices;

/**
 * What happens when an image that is open for writing turns out to contradict itself: the corrupt bit is set
 * in the file, where the version has one, further changes are refused, and an event says so. What was written
 * before still reaches the file, and what is sound can be read. Any thread.
 */
final class Corruption {

    private final ImageFile file;
    private final Header header;
    private final HeaderFields fields;
    private final NodeServices services;
    private final boolean readOnly;
    private final ReentrantLock marking = new ReentrantLock();

    /** The first contradiction, in a sentence; null while none was met. Set under the lock. */
    private volatile String found;

    Corruption(
            ImageFile file, Header header, HeaderFields fields, NodeServices services, boolean readOnly) {
        this.file = file;
        this.fields = fields;
        this.header = header;
        this.services = services;
        this.readOnly = readOnly;
        this.found = header.isCorrupt() ? "the header says so" : null;
    }

    boolean isFound() {
        return found != null;
    }

    /** Refuses a change of an image that is known to be corrupt. */
    void requireNone() throws BlockException {
        String why = found;
        if (why != null) {
            throw new BlockException(
                    BlockError.CORRUPT,
                    file.node(),
                    file.node() + ": nothing is written any more, because the image is corrupt: " + why
                            + "; close it and repair it with qemu-img check -r all");
        }
    }

    /** A request met a contradiction, which it reports; it may wait for the file. */
    StructureException met(BlockRequest request, StructureException contradiction) {
        if (!readOnly && found == null) {
            marking.lock();
            try {
                if (found == null) {
                    found = contradiction.getMessage();
                    mark(request);
                    services.corrupted(contradiction.getMessage());
                }
            } finally {
                marking.unlock();
            }
        }
        return contradiction;
    }

    private void mark(BlockRequest request) {
        if (header.version() == 2) {
            return;
        }
        try {
            fields.incompatible(request, header.incompatible() | Features.CORRUPT);
        } catch (BlockException e) {
            services.report(file.node() + ": the corrupt bit could not be set: " + e.getMessage());
        }
    }
}
