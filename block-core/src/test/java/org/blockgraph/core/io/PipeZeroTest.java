// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.core.io.RecordingDriver.Call;
import org.junit.jupiter.api.Test;

class PipeZeroTest {

    private static final int MAX = 1 << 20;

    @Test
    void theDriversOwnMeansAreUsedAndSplit() throws Exception {
        Rig rig = new Rig(zeroing(512, 2000, false, true));
        rig.pipe.writeZeroes(rig.request, 512, 4096, IoFlags.MAY_UNMAP);
        assertZeroed(rig, 512, 4096);
        int flags = IoFlags.MAY_UNMAP;
        assertEquals(
                List.of(
                        new Call("zero", 512, 1536, flags),
                        new Call("zero", 2048, 1536, flags),
                        new Call("zero", 3584, 1024, flags)),
                rig.driver.calls);
    }

    @Test
    void anUnalignedHeadAndTailAreReadModifiedAndWritten() throws Exception {
        Rig rig = new Rig(zeroing(512, MAX, false, false));
        rig.pipe.writeZeroes(rig.request, 700, 3000, IoFlags.NONE);
        assertZeroed(rig, 700, 3000);
        assertEquals(List.of(new Call("zero", 1024, 2560, 0)), rig.driver.callsOf("zero"));
        assertEquals(
                List.of(new Call("write", 512, 512, 0), new Call("write", 3584, 512, 0)),
                rig.driver.callsOf("write"));
    }

    @Test
    void lessThanABlockIsWrittenAsABuffer() throws Exception {
        for (int offset : new int[] {512, 600, 1000}) {
            Rig rig = new Rig(zeroing(512, MAX, false, false));
            rig.pipe.writeZeroes(rig.request, offset, 50, IoFlags.NONE);
            assertZeroed(rig, offset, 50);
            assertTrue(rig.driver.callsOf("zero").isEmpty());
        }
    }

    @Test
    void withoutMeansBuffersOfZeroesAreWritten() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 512, 512 * 1000), 3 << 20, 3 << 20);
        rig.pipe.writeZeroes(rig.request, 100, (2 << 20) + 5, IoFlags.NONE);
        byte[] expected = rig.driver.content.clone();
        Arrays.fill(expected, 100, 105 + (2 << 20), (byte) 0);
        assertArrayEquals(expected, rig.driver.content);
        assertEquals(RecordingDriver.pattern(99), expected[99]);
        assertEquals(RecordingDriver.pattern(105 + (2 << 20)), expected[105 + (2 << 20)]);
    }

    @Test
    void aDriverThatCannotAfterAllGetsBuffers() throws Exception {
        Rig rig = new Rig(zeroing(512, 4096, false, false));
        rig.driver.hook = refusing(4096);
        rig.pipe.writeZeroes(rig.request, 0, 12_288, IoFlags.NONE);
        assertZeroed(rig, 0, 12_288);
        assertEquals(
                2, rig.driver.callsOf("zero").size(), "the second one was refused, and no third one tried");
        assertEquals(List.of(new Call("write", 4096, 8192, 0)), rig.driver.callsOf("write"));
    }

    @Test
    void withoutFallbackNothingIsTouched() {
        Rig none = new Rig(Rig.limits(512, 1, MAX));
        assertNotSupported(none, 0, 4096);
        assertTrue(none.driver.calls.isEmpty());

        Rig refusing = new Rig(zeroing(512, MAX, false, false));
        refusing.driver.hook = refusing(0);
        assertNotSupported(refusing, 100, 4096);
        assertTrue(refusing.driver.callsOf("write").isEmpty(), "the head must wait until the inside is done");

        Rig tooSmall = new Rig(zeroing(512, MAX, false, false));
        assertNotSupported(tooSmall, 100, 50);
        assertTrue(tooSmall.driver.calls.isEmpty());
    }

    @Test
    void otherErrorsAreNoReasonForBuffers() {
        Rig rig = new Rig(zeroing(512, MAX, false, false));
        rig.driver.hook = (request, call) -> {
            throw new BlockException(BlockError.NO_SPACE, "disk", "full");
        };
        BlockException full = assertThrows(
                BlockException.class, () -> rig.pipe.writeZeroes(rig.request, 0, 4096, IoFlags.NONE));
        assertEquals(BlockError.NO_SPACE, full.error());
        assertEquals(1, rig.driver.calls.size());
    }

    @Test
    void unmapNeedsTheDriverAndTheTermsToAllowIt() throws Exception {
        Rig cannot = new Rig(zeroing(1, MAX, false, false));
        cannot.pipe.writeZeroes(cannot.request, 0, 100, IoFlags.MAY_UNMAP);
        assertEquals(0, cannot.driver.calls.getFirst().flags());

        Rig mayNot = new Rig(zeroing(1, MAX, false, true));
        Terms terms = new Terms(mayNot.driver.limits(), false, false, false, Tracking.NONE);
        mayNot.pipe.serve(mayNot.driver, terms);
        mayNot.pipe.writeZeroes(mayNot.request, 0, 100, IoFlags.MAY_UNMAP);
        assertEquals(0, mayNot.driver.calls.getFirst().flags());
    }

    @Test
    void forceUnitAccessIsHonouredEitherWay() throws Exception {
        Rig own = new Rig(zeroing(512, MAX, true, false));
        own.pipe.writeZeroes(own.request, 100, 1000, IoFlags.FUA);
        assertTrue(own.driver.callsOf("flush").isEmpty());
        for (Call call : own.driver.calls) {
            assertEquals(call.action().equals("read") ? 0 : IoFlags.FUA, call.flags(), call::toString);
        }

        Rig emulated = new Rig(zeroing(512, MAX, false, false));
        emulated.pipe.writeZeroes(emulated.request, 100, 1000, IoFlags.FUA);
        assertEquals(new Call("flush", 0, 0, 0), emulated.driver.calls.getLast());
        assertEquals(1, emulated.driver.callsOf("flush").size());
    }

    @Test
    void noBytesNeedNothing() throws Exception {
        Rig rig = new Rig(zeroing(512, MAX, false, false));
        assertEquals(IoResult.DONE, rig.pipe.writeZeroes(rig.request, 5, 0, IoFlags.NO_FALLBACK));
        assertTrue(rig.driver.calls.isEmpty());
    }

    private static Limits zeroing(int alignment, long maxWriteZeroes, boolean fua, boolean unmap) {
        return new Limits(alignment, 1, MAX, maxWriteZeroes, 0, 1, fua, unmap);
    }

    private static RecordingDriver.Hook refusing(long from) {
        return (request, call) -> {
            if (call.action().equals("zero") && call.offset() >= from) {
                throw new BlockException(BlockError.NOT_SUPPORTED, "not here");
            }
            return IoResult.DONE;
        };
    }

    private static void assertNotSupported(Rig rig, long offset, long length) {
        BlockException refused = assertThrows(
                BlockException.class,
                () -> rig.pipe.writeZeroes(rig.request, offset, length, IoFlags.NO_FALLBACK));
        assertEquals(BlockError.NOT_SUPPORTED, refused.error());
        assertEquals("disk", refused.node());
        assertArrayEquals(Rig.original(0, rig.driver.content.length), rig.driver.content);
    }

    private static void assertZeroed(Rig rig, int offset, int length) {
        byte[] expected = Rig.original(0, rig.driver.content.length);
        Arrays.fill(expected, offset, offset + length, (byte) 0);
        assertArrayEquals(expected, rig.driver.content);
        assertEquals(0, rig.pipe.tracked());
    }
}
