// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockRequest;

/** A request outside any graph. */
final class FakeRequest implements BlockRequest {

    private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, 64);

    /** Set by a test that gives the request up. */
    volatile boolean givenUp;

    @Override
    public MemorySegment scratch() {
        return scratch;
    }

    @Override
    public boolean abandoned() {
        return givenUp;
    }

    @Override
    public String client() {
        return "test";
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
