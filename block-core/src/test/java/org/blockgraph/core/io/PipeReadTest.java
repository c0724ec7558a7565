// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.core.io.RecordingDriver.Call;
import org.junit.jupiter.api.Test;

class PipeReadTest {

    @Test
    void whatFitsGoesStraightIntoTheCallersBuffer() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        MemorySegment target = Rig.nativeBuffer(1000);
        assertEquals(IoResult.DONE, rig.pipe.read(rig.request, 77, target, IoFlags.NONE));
        assertArrayEquals(Rig.original(77, 1000), Rig.bytes(target));
        assertSame(target, rig.driver.lastBuffer);
    }

    @Test
    void behindTheEndAreZeroes() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        MemorySegment target = Rig.filled(100, 9);
        rig.pipe.read(rig.request, Rig.LENGTH - 30, target, IoFlags.NONE);
        assertArrayEquals(Rig.original(Rig.LENGTH - 30, 100), Rig.bytes(target));
        assertEquals(List.of(new Call("read", Rig.LENGTH - 30, 30, 0)), rig.driver.calls);

        target.fill((byte) 9);
        rig.pipe.read(rig.request, 5L * Rig.LENGTH, target, IoFlags.NONE);
        assertArrayEquals(new byte[100], Rig.bytes(target));
        assertEquals(1, rig.driver.calls.size(), "the driver is not asked for what lies behind its end");
    }

    @Test
    void anUnalignedReadIsPadded() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        MemorySegment target = Rig.nativeBuffer(700);
        rig.pipe.read(rig.request, 500, target, IoFlags.NONE);
        assertArrayEquals(Rig.original(500, 700), Rig.bytes(target));
        assertEquals(List.of(new Call("read", 0, 1536, 0)), rig.driver.calls);
    }

    @Test
    void aLongUnalignedReadBouncesItsEndsOnly() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        int length = BounceMemory.CHUNK_BYTES + 1000;
        MemorySegment target = Rig.nativeBuffer(length);
        rig.pipe.read(rig.request, 500, target, IoFlags.NONE);
        assertArrayEquals(Rig.original(500, length), Rig.bytes(target));
        long middle = (500 + length) / 512 * 512 - 512;
        assertEquals(
                List.of(
                        new Call("read", 0, 512, 0),
                        new Call("read", 512, middle, 0),
                        new Call("read", 512 + middle, 512, 0)),
                rig.driver.calls);
    }

    @Test
    void anUnalignedEndOfTheNodeIsReadAsAWholeBlock() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20), 1000, 4096);
        MemorySegment target = Rig.filled(600, 9);
        rig.pipe.read(rig.request, 900, target, IoFlags.NONE);
        byte[] expected = new byte[600];
        System.arraycopy(Rig.original(900, 100), 0, expected, 0, 100);
        assertArrayEquals(expected, Rig.bytes(target));
        assertEquals(List.of(new Call("read", 512, 512, 0)), rig.driver.calls);
    }

    @Test
    void tooLongAReadIsSplit() throws Exception {
        Rig rig = new Rig(Rig.limits(1, 1, 1000));
        MemorySegment target = Rig.nativeBuffer(2500);
        rig.pipe.read(rig.request, 3, target, IoFlags.NONE);
        assertArrayEquals(Rig.original(3, 2500), Rig.bytes(target));
        assertEquals(
                List.of(
                        new Call("read", 3, 1000, 0),
                        new Call("read", 1003, 1000, 0),
                        new Call("read", 2003, 500, 0)),
                rig.driver.calls);
    }

    @Test
    void aHeapBufferIsBouncedPieceByPiece() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        byte[] target = new byte[2 * BounceMemory.CHUNK_BYTES + 5];
        rig.pipe.read(rig.request, 11, MemorySegment.ofArray(target), IoFlags.NONE);
        assertArrayEquals(Rig.original(11, target.length), target);
        assertEquals(3, rig.driver.calls.size());
    }

    @Test
    void aBufferAtAnOddAddressIsBounced() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 512, 1 << 20));
        MemorySegment target = Rig.nativeBuffer(4096 + 8).asSlice(8);
        rig.pipe.read(rig.request, 1024, target, IoFlags.NONE);
        assertArrayEquals(Rig.original(1024, 4096), Rig.bytes(target));
    }

    @Test
    void nothingIsReadForNoBytes() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 512));
        assertEquals(IoResult.DONE, rig.pipe.read(rig.request, 5, Rig.nativeBuffer(0), IoFlags.NONE));
        assertTrue(rig.driver.calls.isEmpty());
    }

    @Test
    void onlyNowaitReachesTheDriver() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        rig.pipe.read(rig.request, 0, Rig.nativeBuffer(8), IoFlags.FUA | IoFlags.NOWAIT);
        assertEquals(IoFlags.NOWAIT, rig.driver.calls.getFirst().flags());
    }

    @Test
    void aReadOnlyTargetIsRefused() {
        Rig rig = new Rig(Limits.BYTES);
        MemorySegment target = Rig.nativeBuffer(8).asReadOnly();
        BlockException refused =
                assertThrows(BlockException.class, () -> rig.pipe.read(rig.request, 0, target, IoFlags.NONE));
        assertEquals(BlockError.INVALID, refused.error());
        assertTrue(rig.driver.calls.isEmpty());
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        Rig rig = new Rig(Limits.BYTES);
        for (long offset : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE - 7, Long.MAX_VALUE - 70_000}) {
            BlockException refused = assertThrows(
                    BlockException.class,
                    () -> rig.pipe.read(rig.request, offset, Rig.nativeBuffer(70_000), IoFlags.NONE));
            assertEquals(BlockError.OUT_OF_RANGE, refused.error());
            assertEquals("disk", refused.node());
        }
    }
}
