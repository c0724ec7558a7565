// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A driver of one image format, protocol or filter: one service, carrying {@link BlockDriverType}. It has
 * no state of its own; all state is in its instances, or shared by them and gone with the last one.
 *
 * <p>The core calls {@code create} and {@code open} on a thread of its own, without the graph lock, under a
 * claim on the node. When the driver leaves, such a call is cancelled by interrupting its thread.
 */
@ConsumerType
public interface BlockDriver {

    /** The score of a format whose magic number and version are recognised. */
    int PROBE_SURE = 100;

    /** The score of a format that takes anything. */
    int PROBE_FALLBACK = 1;

    /** The score of a format that does not recognise the bytes, or that can't be probed. */
    int PROBE_NO = 0;

    /** How many bytes from the image's start a probe sees at most. */
    int PROBE_BYTES = 2048;

    /**
     * Says how well the first bytes of an image fit. A pure function of its argument; any thread.
     *
     * @param head the first {@link #PROBE_BYTES} bytes, fewer where the image is shorter; the driver's to
     *     keep
     * @return 0 to 100
     */
    @Io
    default int probe(byte[] head) {
        return PROBE_NO;
    }

    /**
     * Makes an image. A format writes its structures into the child "file" of the context, which is open and
     * empty; a protocol makes the thing itself.
     *
     * @throws BlockException INVALID for bad options, NOT_SUPPORTED, or what went wrong below
     */
    @GlobalState
    default void create(CreateContext context) throws BlockException {
        throw new BlockException(
                BlockError.NOT_SUPPORTED, context.name() + ": this driver can't create images");
    }

    /**
     * Opens an image. Called for a new node, when a parked node resumes, and when this driver takes over a
     * node from another version ({@link OpenContext#resuming}). It must not write to the image before it has
     * checked what it reads, and only where the node is writable.
     *
     * @return the instance, ACTIVE, never null
     * @throws BlockException with the reason; children and files that were opened are closed by the core
     */
    @GlobalState
    DriverInstance open(OpenContext context) throws BlockException;
}
