// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.blockgraph.api.BlockException;

/** Verifies that every byte of a range is the pattern. */
final class PatternCheck implements ChunkSink {

    private static final long SAME = -1;

    private final String device;
    private final byte pattern;
    private final long start;
    private final long end;
    private final MemorySegment expected;

    /**
     * A check of a range within what is read.
     *
     * @param device the device's name
     * @param pattern what each byte is expected to be
     * @param start the first byte to check, in bytes from the device's start
     * @param length how many bytes to check
     */
    PatternCheck(String device, byte pattern, long start, long length) {
        this.device = device;
        this.pattern = pattern;
        this.start = start;
        this.end = start + length;
        this.expected = filled(pattern, (int) Math.min(length, Chunks.DATA_BYTES));
    }

    /** A check of whatever is read, in pieces of at most some bytes. */
    static PatternCheck anywhere(String device, byte pattern, int most) {
        return new PatternCheck(device, pattern, most);
    }

    private PatternCheck(String device, byte pattern, int most) {
        this.device = device;
        this.pattern = pattern;
        this.start = 0;
        this.end = Long.MAX_VALUE;
        this.expected = filled(pattern, most);
    }

    private static MemorySegment filled(byte pattern, int length) {
        byte[] filled = new byte[length];
        Arrays.fill(filled, pattern);
        return MemorySegment.ofArray(filled);
    }

    @Override
    public void take(long offset, MemorySegment data) throws BlockException {
        long from = Math.max(offset, start);
        long to = Math.min(offset + data.byteSize(), end);
        if (from >= to) {
            return;
        }
        MemorySegment checked = data.asSlice(from - offset, to - from);
        long mismatch = checked.mismatch(expected.asSlice(0, to - from));
        if (mismatch != SAME) {
            byte found = checked.get(ValueLayout.JAVA_BYTE, mismatch);
            throw new PatternMismatch(device, from + mismatch, pattern, found);
        }
    }
}
