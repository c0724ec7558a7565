// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import org.blockgraph.api.rules.Io;

/**
 * The answer to a block-status query, preallocated by the caller, who owns it; one thread at a time. A
 * driver fills in what it knows of the longest run, from the offset asked for, that has one status.
 */
public final class BlockStatus {

    /** Reading returns data that this node, or the place that it points to, stores. */
    public static final int DATA = 1;
    /** Reading returns zeroes. */
    public static final int ZERO = 1 << 1;
    /** {@link #mapOffset} is where the bytes are, unencoded, in {@link #mapChild} (or in the host file). */
    public static final int OFFSET_VALID = 1 << 2;
    /** The content comes from this node and not from its backing child. */
    public static final int ALLOCATED = 1 << 3;
    /** The run ends at the end of the node. */
    public static final int EOF = 1 << 4;
    /** Ask {@link #mapChild} at {@link #mapOffset} for DATA and ZERO. */
    public static final int RECURSE = 1 << 5;
    /** The bytes are stored compressed. */
    public static final int COMPRESSED = 1 << 6;

    private int flags;
    private long length;
    private long mapOffset;
    private String mapChild;
    private int depth;

    /** An empty answer. */
    public BlockStatus() {
        set(0, 0);
    }

    /** Sets flags and the run's length in bytes, with no place. */
    @Io
    public void set(int newFlags, long newLength) {
        this.flags = newFlags;
        this.length = newLength;
        this.mapOffset = -1;
        this.mapChild = null;
        this.depth = 0;
    }

    /** Adds how many backing children below the root the content lies; the core does, drivers need not. */
    @Io
    public void inLayer(int newDepth) {
        this.depth = newDepth;
    }

    /** Adds the place: the name of a child, or null for the host file itself, and the offset in it. */
    @Io
    public void at(String child, long offset) {
        this.flags |= OFFSET_VALID;
        this.mapChild = child;
        this.mapOffset = offset;
    }

    /** Returns the flags. */
    @Io
    public int flags() {
        return flags;
    }

    /** Tells whether all the given flags are set. */
    @Io
    public boolean is(int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Returns the run's length in bytes, at least 1 and at most what was asked for. */
    @Io
    public long length() {
        return length;
    }

    /** Returns the place's offset in bytes, or -1. */
    @Io
    public long mapOffset() {
        return mapOffset;
    }

    /** Returns how many backing children below the node that was asked the content lies. */
    @Io
    public int depth() {
        return depth;
    }

    /** Returns the name of the child that holds the place, or null. */
    @Io
    public String mapChild() {
        return mapChild;
    }
}
