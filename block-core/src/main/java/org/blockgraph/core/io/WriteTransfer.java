// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;

/**
 * Writes; an unaligned part is put into the blocks around it, read beforehand. Whoever runs one that has
 * unaligned parts has the aligned range to itself, and gives no NOWAIT.
 */
final class WriteTransfer extends Transfer {

    WriteTransfer(DriverPort port, BlockRequest request, int flags) {
        super(port, request, flags);
    }

    @Override
    int straight(long offset, MemorySegment part) throws BlockException {
        return port.write(request, offset, part, flags);
    }

    @Override
    int bounced(long offset, MemorySegment part, MemorySegment chunk) throws BlockException {
        long start = port.alignment.down(offset);
        long partEnd = offset + part.byteSize();
        MemorySegment range = chunk.asSlice(0, port.alignment.up(partEnd) - start);
        readEdges(start, range, start < offset, partEnd < start + range.byteSize());
        range.asSlice(offset - start, part.byteSize()).copyFrom(part);
        return port.write(request, start, range, flags);
    }

    /** Reads the first and the last block of a range, in one call where nothing lies between them. */
    private void readEdges(long start, MemorySegment range, boolean head, boolean tail)
            throws BlockException {
        long block = port.alignment.block();
        long size = range.byteSize();
        if (head && tail && size <= 2 * block) {
            readOrZero(start, range);
            return;
        }
        if (head) {
            readOrZero(start, range.asSlice(0, block));
        }
        if (tail) {
            readOrZero(start + size - block, range.asSlice(size - block, block));
        }
    }

    private void readOrZero(long start, MemorySegment target) throws BlockException {
        long stored = Math.clamp(port.alignment.up(port.length()) - start, 0, target.byteSize());
        if (stored > 0) {
            port.read(request, start, target.asSlice(0, stored), IoFlags.NONE);
        }
        target.asSlice(stored).fill((byte) 0);
    }
}
