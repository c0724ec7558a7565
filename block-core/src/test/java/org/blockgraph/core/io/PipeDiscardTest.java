// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.core.io.RecordingDriver.Call;
import org.junit.jupiter.api.Test;

class PipeDiscardTest {

    @Test
    void onlyTheAlignedInsideIsDiscarded() throws Exception {
        Rig rig = new Rig(discarding(512, 1 << 20, 4096));
        rig.pipe.discard(rig.request, 100, 20_000, IoFlags.NONE);
        assertEquals(List.of(new Call("discard", 4096, 12_288, 0)), rig.driver.calls);
    }

    @Test
    void theCoarserOfTheTwoAlignmentsCounts() throws Exception {
        Rig rig = new Rig(discarding(4096, 1 << 20, 512));
        rig.pipe.discard(rig.request, 512, 8192, IoFlags.NONE);
        assertEquals(List.of(new Call("discard", 4096, 4096, 0)), rig.driver.calls);
    }

    @Test
    void itIsSplitAtTheMaximumRoundedDown() throws Exception {
        Rig rig = new Rig(discarding(1, 10_000, 4096));
        rig.pipe.discard(rig.request, 0, 20_480, IoFlags.NONE);
        assertEquals(
                List.of(
                        new Call("discard", 0, 8192, 0),
                        new Call("discard", 8192, 8192, 0),
                        new Call("discard", 16_384, 4096, 0)),
                rig.driver.calls);
    }

    @Test
    void nothingBehindTheEndIsDiscarded() throws Exception {
        Rig rig = new Rig(discarding(1, 1 << 30, 4096), 10_000, 10_000);
        rig.pipe.discard(rig.request, 0, 1 << 20, IoFlags.NONE);
        assertEquals(List.of(new Call("discard", 0, 8192, 0)), rig.driver.calls);
        rig.pipe.discard(rig.request, 1 << 20, 1 << 20, IoFlags.NONE);
        assertEquals(1, rig.driver.calls.size());
    }

    @Test
    void itIsDroppedWhereNothingCouldComeOfIt() throws Exception {
        assertDropped(new Rig(discarding(1, 0, 4096)), 0, 8192);
        assertDropped(new Rig(discarding(1, 1024, 4096)), 0, 8192);
        assertDropped(new Rig(discarding(1, 1 << 20, 4096)), 1, 8190);
        assertDropped(new Rig(discarding(1, 1 << 20, 4096)), 4096, 0);
        Rig forbidden = new Rig(discarding(1, 1 << 20, 4096));
        Terms terms = new Terms(forbidden.driver.limits(), false, false, false, Tracking.NONE);
        forbidden.pipe.serve(forbidden.driver, terms);
        assertDropped(forbidden, 0, 8192);
    }

    @Test
    void aDriverThatCannotIsForgivenAndAnErrorIsNot() throws Exception {
        Rig rig = new Rig(discarding(1, 1 << 20, 4096));
        rig.driver.hook = (request, call) -> {
            throw new BlockException(BlockError.NOT_SUPPORTED, "not on this file system");
        };
        assertEquals(IoResult.DONE, rig.pipe.discard(rig.request, 0, 4096, IoFlags.NONE));
        rig.driver.hook = (request, call) -> {
            throw new BlockException(BlockError.IO, "broken");
        };
        BlockException broken = assertThrows(
                BlockException.class, () -> rig.pipe.discard(rig.request, 0, 4096, IoFlags.NONE));
        assertEquals(BlockError.IO, broken.error());
    }

    private static Limits discarding(int alignment, long maxDiscard, int discardAlignment) {
        return new Limits(alignment, 1, 1 << 20, 0, maxDiscard, discardAlignment, false, false);
    }

    private static void assertDropped(Rig rig, long offset, long length) throws Exception {
        assertEquals(IoResult.DONE, rig.pipe.discard(rig.request, offset, length, IoFlags.NONE));
        assertTrue(rig.driver.calls.isEmpty());
    }
}
