// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

/** Flags of I/O operations; combined with {@code |}. */
public final class IoFlags {

    /** No flag. */
    public static final int NONE = 0;

    /**
     * Do not wait: when the gate is closed, a conflicting request is in flight, a table is not cached or
     * the page is cold, answer {@link IoResult#WOULD_BLOCK} with no side effect.
     */
    public static final int NOWAIT = 1;

    /** The write is on stable storage when it returns (force unit access). */
    public static final int FUA = 1 << 1;

    /** Write zeroes may deallocate. */
    public static final int MAY_UNMAP = 1 << 2;

    /** Write zeroes fails with NOT_SUPPORTED rather than writing buffers of zeroes. */
    public static final int NO_FALLBACK = 1 << 3;

    /** The write changes no byte that a reader sees (copy on read, commit). */
    public static final int WRITE_UNCHANGED = 1 << 4;

    private IoFlags() {}
}
