// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.Limits;

/** The arithmetic of a driver's limits, taken apart for the fast path. */
final class Alignment {

    /** The most bytes of one transfer. */
    final int maxTransfer;

    private final long requestMask;
    private final long memoryMask;

    Alignment(Limits limits) {
        this.requestMask = limits.requestAlignment() - 1L;
        this.memoryMask = limits.memoryAlignment() - 1L;
        this.maxTransfer = limits.maxTransfer();
    }

    /** Returns how many bytes of a buffer, from a place in it, the driver takes as they are; 0 for none. */
    long direct(long offset, MemorySegment buffer, long at) {
        boolean fits = (offset & requestMask) == 0
                && buffer.isNative()
                && ((buffer.address() + at) & memoryMask) == 0;
        return fits ? Math.min(maxTransfer, (buffer.byteSize() - at) & ~requestMask) : 0;
    }

    /** Returns the size of the smallest request in bytes. */
    long block() {
        return requestMask + 1;
    }

    long down(long offset) {
        return offset & ~requestMask;
    }

    long up(long offset) {
        return (offset + requestMask) & ~requestMask;
    }

    /** Tells whether a range has to be widened to whole blocks. */
    boolean padded(long offset, long length) {
        return ((offset | length) & requestMask) != 0;
    }
}
