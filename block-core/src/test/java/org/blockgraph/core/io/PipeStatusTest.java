// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.blockgraph.api.BlockStatus.ALLOCATED;
import static org.blockgraph.api.BlockStatus.DATA;
import static org.blockgraph.api.BlockStatus.EOF;
import static org.blockgraph.api.BlockStatus.OFFSET_VALID;
import static org.blockgraph.api.BlockStatus.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;

class PipeStatusTest {

    private final BlockStatus status = new BlockStatus();
    private final FakeRequest request = new FakeRequest("test");

    @Test
    void theDriverIsAskedInItsAlignmentAndTheAnswerCutToTheQuestion() throws Exception {
        NodePipe pipe = new NodePipe("disk", new BounceMemory(), new WriteThreshold((at, beyond) -> { }));
        Placed driver = new Placed(Rig.limits(512, 1, 4096));
        pipe.serve(driver, Terms.of(driver.limits(), true));
        pipe.blockStatus(request, 700, 2000, status, IoFlags.NONE);
        assertEquals(512, driver.askedAt);
        assertEquals(2560, driver.askedFor);
        assertEquals(1536 - 700, status.length());
        assertEquals(DATA | ALLOCATED | OFFSET_VALID, status.flags());
        assertEquals(9000 + 700 - 512, status.mapOffset());

        pipe.blockStatus(request, 700, 10, status, IoFlags.NONE);
        assertEquals(10, status.length());
    }

    @Test
    void theEndIsMarkedWhereTheRunReachesIt() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        rig.pipe.blockStatus(rig.request, 100, 2L * Rig.LENGTH, status, IoFlags.NONE);
        assertEquals(Rig.LENGTH - 100, status.length());
        assertEquals(DATA | ALLOCATED | EOF, status.flags());

        rig.pipe.blockStatus(rig.request, 100, 100, status, IoFlags.NONE);
        assertEquals(DATA | ALLOCATED, status.flags());

        rig.pipe.blockStatus(rig.request, Rig.LENGTH, 100, status, IoFlags.NONE);
        assertEquals(100, status.length());
        assertEquals(ZERO | EOF, status.flags());
    }

    @Test
    void noBytesHaveNoStatus() {
        Rig rig = new Rig(Limits.BYTES);
        BlockException refused = assertThrows(
                BlockException.class, () -> rig.pipe.blockStatus(rig.request, 5, 0, status, IoFlags.NONE));
        assertEquals(BlockError.INVALID, refused.error());
    }

    /** Knows the place of its first 1024 bytes from wherever it is asked. */
    private static final class Placed extends RecordingDriver {

        private long askedAt;
        private long askedFor;

        Placed(Limits limits) {
            super(limits, 8192, 8192);
        }

        @Override
        public int blockStatus(BlockRequest from, long offset, long length, BlockStatus answer, int flags) {
            askedAt = offset;
            askedFor = length;
            answer.set(DATA, Math.min(length, 1024));
            answer.at(null, 9000);
            return IoResult.DONE;
        }
    }
}
