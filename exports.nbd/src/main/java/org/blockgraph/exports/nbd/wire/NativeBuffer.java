// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory seen both ways: as a segment by the block layer, as a buffer by sockets. It goes when nobody
 * refers to it any more, so that a hung request never touches memory of somebody else.
 *
 * @param segment all of it
 * @param bytes all of it, big-endian
 */
public record NativeBuffer(MemorySegment segment, ByteBuffer bytes) {

    private static final int PAGE = 4096;

    static NativeBuffer allocate(int size) {
        MemorySegment segment = Arena.ofAuto().allocate(size, PAGE);
        return new NativeBuffer(segment, segment.asByteBuffer());
    }

    int size() {
        return bytes.capacity();
    }
}
