// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.Limits;
import org.blockgraph.core.io.RecordingDriver.Call;
import org.junit.jupiter.api.Test;

class PipeWriteTest {

    private static final int FILL = 0x5a;

    @Test
    void whatFitsGoesStraightFromTheCallersBuffer() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        MemorySegment source = Rig.filled(1000, FILL);
        rig.pipe.write(rig.request, 77, source, IoFlags.NONE);
        assertSame(source, rig.driver.lastBuffer);
        assertContent(rig, 77, 1000);
    }

    @Test
    void aShortUnalignedWriteReadsItsEdgesAndWritesOnce() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        rig.pipe.write(rig.request, 700, Rig.filled(2000, FILL), IoFlags.NONE);
        assertContent(rig, 700, 2000);
        assertEquals(
                List.of(
                        new Call("read", 512, 512, 0),
                        new Call("read", 2560, 512, 0),
                        new Call("write", 512, 2560, 0)),
                rig.driver.calls);
    }

    @Test
    void anUnalignedWriteWithinABlockReadsItOnce() throws Exception {
        Rig rig = new Rig(Rig.limits(4096, 1, 1 << 20));
        rig.pipe.write(rig.request, 4100, Rig.filled(9, FILL), IoFlags.NONE);
        assertContent(rig, 4100, 9);
        assertEquals(
                List.of(new Call("read", 4096, 4096, 0), new Call("write", 4096, 4096, 0)), rig.driver.calls);
    }

    @Test
    void edgesSideBySideAreReadTogether() throws Exception {
        Rig rig = new Rig(Rig.limits(4096, 1, 1 << 20));
        rig.pipe.write(rig.request, 8000, Rig.filled(300, FILL), IoFlags.NONE);
        assertContent(rig, 8000, 300);
        assertEquals(
                List.of(new Call("read", 4096, 8192, 0), new Call("write", 4096, 8192, 0)), rig.driver.calls);
    }

    @Test
    void anAlignedHeadNeedsNoReading() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        rig.pipe.write(rig.request, 1024, Rig.filled(1030, FILL), IoFlags.NONE);
        assertContent(rig, 1024, 1030);
        assertEquals(
                List.of(new Call("read", 2048, 512, 0), new Call("write", 1024, 1536, 0)), rig.driver.calls);
    }

    @Test
    void aLongUnalignedWriteGoesStraightInTheMiddle() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        int length = BounceMemory.CHUNK_BYTES + 5000;
        rig.pipe.write(rig.request, 100, Rig.filled(length, FILL), IoFlags.NONE);
        assertContent(rig, 100, length);
        assertEquals(3, rig.driver.callsOf("write").size());
        assertEquals(2, rig.driver.callsOf("read").size());
    }

    @Test
    void aLongWriteFromAnOddAddressIsBouncedThroughout() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 512, 1 << 20));
        int length = 3 * BounceMemory.CHUNK_BYTES;
        rig.pipe.write(rig.request, 100, Rig.filled(length + 8, FILL).asSlice(8), IoFlags.NONE);
        assertContent(rig, 100, length);
    }

    @Test
    void aHeapBufferIsBounced() throws Exception {
        Rig rig = new Rig(Limits.BYTES);
        byte[] source = new byte[BounceMemory.CHUNK_BYTES + 3];
        Arrays.fill(source, (byte) FILL);
        rig.pipe.write(rig.request, 1, MemorySegment.ofArray(source), IoFlags.NONE);
        assertContent(rig, 1, source.length);
        assertEquals(2, rig.driver.calls.size());
    }

    @Test
    void maximumsSmallerThanAChunkAreKept() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 4096, 1024));
        rig.pipe.write(rig.request, 300, Rig.filled(5008, FILL).asSlice(8), IoFlags.NONE);
        assertContent(rig, 300, 5000);
    }

    @Test
    void aWriteBehindTheEndGoesToTheDriver() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        rig.pipe.write(rig.request, Rig.LENGTH + 1000, Rig.filled(100, FILL), IoFlags.NONE);
        assertContent(rig, Rig.LENGTH + 1000, 100);
        assertTrue(rig.driver.callsOf("read").isEmpty(), "what lies behind the end is known to be zeroes");
        assertEquals(Rig.LENGTH + 1536, rig.pipe.length());

        BlockException refused = assertThrows(
                BlockException.class,
                () -> rig.pipe.write(rig.request, 3L * Rig.LENGTH, Rig.filled(512, FILL), IoFlags.NONE));
        assertEquals(BlockError.OUT_OF_RANGE, refused.error());
    }

    @Test
    void forceUnitAccessIsPassedOnEachPartWhereTheDriverHonoursIt() throws Exception {
        Rig rig = new Rig(new Limits(1, 1, 1000, 0, 0, 1, true, false));
        rig.pipe.write(rig.request, 0, Rig.filled(2000, FILL), IoFlags.FUA | IoFlags.WRITE_UNCHANGED);
        int flags = IoFlags.FUA | IoFlags.WRITE_UNCHANGED;
        assertEquals(
                List.of(new Call("write", 0, 1000, flags), new Call("write", 1000, 1000, flags)),
                rig.driver.calls);
    }

    @Test
    void forceUnitAccessIsOneFlushAfterTheLastPartElsewhere() throws Exception {
        Rig rig = new Rig(Rig.limits(1, 1, 1000));
        rig.pipe.write(rig.request, 0, Rig.filled(2000, FILL), IoFlags.FUA);
        assertEquals(
                List.of(
                        new Call("write", 0, 1000, 0),
                        new Call("write", 1000, 1000, 0),
                        new Call("flush", 0, 0, 0)),
                rig.driver.calls);
    }

    @Test
    void aReadOnlyNodeRefusesEverythingThatChangesIt() {
        Rig rig = new Rig(Limits.BYTES);
        rig.pipe.serve(rig.driver, Terms.of(Limits.BYTES, true));
        assertReadOnly(() -> rig.pipe.write(rig.request, 0, Rig.filled(8, FILL), IoFlags.NONE));
        assertReadOnly(() -> rig.pipe.writeZeroes(rig.request, 0, 8, IoFlags.NONE));
        assertReadOnly(() -> rig.pipe.discard(rig.request, 0, 8, IoFlags.NONE));
        assertReadOnly(() -> rig.pipe.truncate(rig.request, 8));
        assertTrue(rig.driver.calls.isEmpty());
    }

    @Test
    void truncateReachesTheDriver() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1024));
        rig.pipe.truncate(rig.request, 4096);
        assertEquals(4096, rig.pipe.length());
        assertEquals(0, rig.pipe.tracked());
    }

    private static void assertReadOnly(org.junit.jupiter.api.function.Executable write) {
        assertEquals(BlockError.READ_ONLY, assertThrows(BlockException.class, write).error());
    }

    /** Everything is as it was, but for the range, which is filled. */
    private static void assertContent(Rig rig, int offset, int length) {
        byte[] expected = Rig.original(0, rig.driver.content.length);
        Arrays.fill(expected, offset, offset + length, (byte) FILL);
        assertArrayEquals(expected, rig.driver.content);
        assertEquals(0, rig.pipe.tracked(), "places left in the tracker");
    }
}
