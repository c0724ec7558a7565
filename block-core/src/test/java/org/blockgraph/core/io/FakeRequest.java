// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockRequest;

/** A request of no device. */
final class FakeRequest implements BlockRequest {

    private final String client;
    private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, 64);
    private volatile boolean abandoned;

    FakeRequest(String client) {
        this.client = client;
    }

    void abandon() {
        abandoned = true;
    }

    @Override
    public MemorySegment scratch() {
        return scratch;
    }

    @Override
    public boolean abandoned() {
        return abandoned;
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public void close() {
        // Nothing to give back.
    }
}
