// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.MemorySegment;

/** The same byte over and over. */
final class PatternSource implements ChunkSource {

    private final byte pattern;

    PatternSource(byte pattern) {
        this.pattern = pattern;
    }

    @Override
    public void fill(long position, MemorySegment buffer) {
        // the first piece is the longest, and the buffer keeps what is in it
        if (position == 0) {
            buffer.fill(pattern);
        }
    }
}
