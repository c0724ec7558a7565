// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.blockgraph.api.Limits;

/** A node's pipe with a recording driver behind it. */
final class Rig {

    static final int LENGTH = 1 << 20;

    final RecordingDriver driver;
    final NodePipe pipe = new NodePipe("disk", new BounceMemory(), new WriteThreshold((at, beyond) -> { }));
    final FakeRequest request = new FakeRequest("test");

    Rig(Limits limits) {
        this(limits, LENGTH, 2 * LENGTH);
    }

    Rig(Limits limits, int length, int capacity) {
        driver = new RecordingDriver(limits, length, capacity).patterned();
        pipe.serve(driver, Terms.of(limits, false));
    }

    /** Limits with no means of their own beyond reading and writing. */
    static Limits limits(int requestAlignment, int memoryAlignment, int maxTransfer) {
        return new Limits(requestAlignment, memoryAlignment, maxTransfer, 0, 0, 1, false, false);
    }

    static MemorySegment nativeBuffer(long bytes) {
        return Arena.ofAuto().allocate(bytes, Limits.MAX_ALIGNMENT);
    }

    static MemorySegment filled(long bytes, int value) {
        return nativeBuffer(bytes).fill((byte) value);
    }

    static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    /** What the content of a range was in the beginning, zeroes beyond the end. */
    static byte[] original(long offset, int bytes) {
        byte[] expected = new byte[bytes];
        for (int i = 0; i < bytes && offset + i < LENGTH; i++) {
            expected[i] = RecordingDriver.pattern(offset + i);
        }
        return expected;
    }
}
