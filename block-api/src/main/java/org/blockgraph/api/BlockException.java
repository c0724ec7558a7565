// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.io.IOException;
import org.blockgraph.api.rules.Io;

/**
 * An operation failed in a way that a user can cause or meet. The message is one line that names the thing
 * and what to do. Exceptions that a driver throws are copied by the core, causes as text, so that nothing of
 * the driver's own types outlives it.
 */
public class BlockException extends IOException {

    /** The offset of an error that concerns no particular place. */
    public static final long NO_OFFSET = -1;

    private static final long serialVersionUID = 1L;

    private final BlockError error;
    private final String node;
    private final long offset;

    /** An error that concerns no particular place. */
    public BlockException(BlockError error, String message) {
        this(error, null, NO_OFFSET, message, null);
    }

    /** An error of a node. */
    public BlockException(BlockError error, String node, String message) {
        this(error, node, NO_OFFSET, message, null);
    }

    /**
     * An error at a place.
     *
     * @param error what went wrong
     * @param node the node's name, or null
     * @param offset where in the node, in bytes, or {@link #NO_OFFSET}
     * @param message one line: the thing and the remedy
     * @param cause the cause, or null
     */
    public BlockException(BlockError error, String node, long offset, String message, Throwable cause) {
        super(message, cause);
        this.error = error;
        this.node = node;
        this.offset = offset;
    }

    /** Returns what went wrong. */
    @Io
    public final BlockError error() {
        return error;
    }

    /** Returns the node at which it went wrong, or null. */
    @Io
    public final String node() {
        return node;
    }

    /** Returns where in the node, in bytes, or {@link #NO_OFFSET}. */
    @Io
    public final long offset() {
        return offset;
    }
}
