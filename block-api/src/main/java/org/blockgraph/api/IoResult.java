// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

/** What an I/O operation answers when it does not throw. An int, so that answering costs nothing. */
public final class IoResult {

    /** Done, the whole length. */
    public static final int DONE = 0;

    /**
     * Only with {@link IoFlags#NOWAIT}: nothing was done; call again without the flag where waiting is fine.
     */
    public static final int WOULD_BLOCK = 1;

    private IoResult() {}
}
