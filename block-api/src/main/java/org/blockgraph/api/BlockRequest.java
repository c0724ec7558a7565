// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The token of one request at a time: preallocated by its device, used again and again by one thread at a
 * time. It carries the read hold and the generation through the graph; drivers pass it on to their children
 * and keep no reference to it when the operation has returned.
 */
@ProviderType
public interface BlockRequest extends AutoCloseable {

    /** The size of {@link #scratch}, in bytes. */
    int SCRATCH_BYTES = 256;

    /**
     * Returns native memory for system-call structures (error number, vectors), 64-byte aligned. It belongs
     * to whoever runs code for this request right now; its contents do not survive a call to a child.
     */
    @Io
    MemorySegment scratch();

    /**
     * Tells whether the request was given up because it hung. Then it can reach no child any more: a driver
     * that notices returns by throwing ABANDONED. One volatile read.
     */
    @Io
    boolean abandoned();

    /** Returns who made the request, for reports. */
    @Io
    String client();

    /** Gives the token back; not while a call is under way. Idempotent. Drivers never call it. */
    @Io
    @Override
    void close();
}
