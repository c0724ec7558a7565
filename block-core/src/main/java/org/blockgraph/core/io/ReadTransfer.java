// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoResult;

/** Reads within the node; padding is read into the chunk and left there. */
final class ReadTransfer extends Transfer {

    ReadTransfer(DriverPort port, BlockRequest request, int flags) {
        super(port, request, flags);
    }

    @Override
    int straight(long offset, MemorySegment part) throws BlockException {
        return port.read(request, offset, part, flags);
    }

    @Override
    int bounced(long offset, MemorySegment part, MemorySegment chunk) throws BlockException {
        long start = port.alignment.down(offset);
        long end = port.alignment.up(offset + part.byteSize());
        int result = port.read(request, start, chunk.asSlice(0, end - start), flags);
        if (result == IoResult.DONE) {
            part.copyFrom(chunk.asSlice(offset - start, part.byteSize()));
        }
        return result;
    }
}
