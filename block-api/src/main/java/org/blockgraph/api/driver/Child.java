// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.Limits;
import org.blockgraph.api.rules.Io;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An edge downwards, as its parent's driver sees it. I/O operations take the request that the driver was
 * given; the core pads, splits and bounces what the child's limits do not allow. Bytes behind
 * the end of the child read as zeroes. Within a global-state operation or a lent task the
 * core takes a read hold around each call.
 *
 * <p>Every operation throws ABANDONED when the request was given up.
 */
@ProviderType
public interface Child {

    /** Returns the name within the parent, such as "file". */
    @Io
    String name();

    /** Returns the name of the node below, for messages. */
    @Io
    String nodeName();

    /** Returns the path of the file at the bottom, for messages; the node's name where there is none. */
    @Io
    String fileName();

    /** Returns the size of the node below, in bytes. */
    @Io
    long length();

    /** Tells whether writes are refused. */
    @Io
    boolean readOnly();

    /** Returns the limits of the node below. */
    @Io
    Limits limits();

    /** Reads; see {@link org.blockgraph.api.BlockDevice#read}. Native targets are not copied. */
    @Io
    int read(BlockRequest request, long offset, MemorySegment target, int flags) throws BlockException;

    /** Writes; a write beyond the end grows the node where its driver can. */
    @Io
    int write(BlockRequest request, long offset, MemorySegment source, int flags) throws BlockException;

    /** Writes zeroes, by buffers where the driver below has nothing better. */
    @Io
    int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException;

    /** Discards. */
    @Io
    int discard(BlockRequest request, long offset, long length, int flags) throws BlockException;

    /** Flushes. */
    @Io
    int flush(BlockRequest request, int flags) throws BlockException;

    /** Asks for the status of the longest run, chains and RECURSE resolved. */
    @Io
    int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException;

    /** Changes the size of the node below, in bytes; only where nothing else is under way, as in truncate. */
    @Io
    void truncate(BlockRequest request, long length) throws BlockException;

    /**
     * Tells the node below what the parent does next. Costs a call that does nothing unless its driver is one
     * that listens, which may wait. Not told by an operation with NOWAIT, which must not wait.
     */
    @Io
    default void event(BlockRequest request, BlkEvent event) throws BlockException {
        // Nobody listens.
    }
}
