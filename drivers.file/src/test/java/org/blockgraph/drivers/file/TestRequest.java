// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockRequest;

/** A request of no device. */
final class TestRequest implements BlockRequest {

    private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, 64);

    @Override
    public MemorySegment scratch() {
        return scratch;
    }

    @Override
    public boolean abandoned() {
        return false;
    }

    @Override
    public String client() {
        return "test";
    }

    @Override
    public void close() {
        // Nothing to give back.
    }
}
