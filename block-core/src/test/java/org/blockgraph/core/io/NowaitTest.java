// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;

/** With NOWAIT: done at once by one driver call, or WOULD_BLOCK and nothing changed. */
class NowaitTest {

    private static final int MAX = 1 << 20;

    @Test
    void whatOneDriverCallDoesIsDone() throws Exception {
        Rig rig = new Rig(new Limits(512, 512, MAX, MAX, MAX, 512, true, true));
        int flags = IoFlags.NOWAIT;
        assertEquals(
                IoResult.DONE, rig.pipe.write(rig.request, 512, Rig.filled(512, 1), flags | IoFlags.FUA));
        assertEquals(IoResult.DONE, rig.pipe.write(rig.request, 512, heap(1024), flags));
        assertEquals(IoResult.DONE, rig.pipe.writeZeroes(rig.request, 512, 1024, flags));
        assertEquals(IoResult.DONE, rig.pipe.discard(rig.request, 512, 1024, flags));
        assertEquals(IoResult.DONE, rig.pipe.flush(rig.request, flags));
        assertTrue(rig.driver.calls.stream().allMatch(call -> (call.flags() & IoFlags.NOWAIT) != 0));
        assertTrue(rig.driver.callsOf("read").isEmpty());
    }

    @Test
    void aPaddedReadIsDone() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, MAX));
        MemorySegment target = Rig.nativeBuffer(700);
        assertEquals(IoResult.DONE, rig.pipe.read(rig.request, 100, target, IoFlags.NOWAIT));
        assertArrayEquals(Rig.original(100, 700), Rig.bytes(target));
        assertEquals(IoFlags.NOWAIT, rig.driver.calls.getFirst().flags());
    }

    @Test
    void whatTheDriverWouldBlockOnIsSaidSo() throws Exception {
        Rig rig = new Rig(new Limits(1, 1, MAX, MAX, MAX, 1, true, true));
        rig.driver.hook = (request, call) -> IoResult.WOULD_BLOCK;
        MemorySegment buffer = Rig.nativeBuffer(100);
        int flags = IoFlags.NOWAIT;
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.read(rig.request, 0, buffer, flags));
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.read(rig.request, 0, heap(100), flags));
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.write(rig.request, 0, buffer, flags));
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.write(rig.request, 0, heap(100), flags));
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.writeZeroes(rig.request, 0, 100, flags));
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.discard(rig.request, 0, 100, flags));
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.flush(rig.request, flags));
        assertUntouched(rig);
    }

    @Test
    void unalignedWritesAreNotTried() throws Exception {
        Rig rig = new Rig(new Limits(512, 1, MAX, MAX, 0, 1, true, true));
        assertNotTried(rig, rig.pipe.write(rig.request, 100, Rig.filled(512, 1), IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.write(rig.request, 512, Rig.filled(100, 1), IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.writeZeroes(rig.request, 100, 4096, IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.writeZeroes(rig.request, 512, 4000, IoFlags.NOWAIT));
    }

    @Test
    void splitWritesAreNotTried() throws Exception {
        Rig rig = new Rig(new Limits(1, 1, 1000, 1000, 1000, 1, true, true));
        assertNotTried(rig, rig.pipe.write(rig.request, 0, Rig.filled(1001, 1), IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.write(rig.request, 0, heap(1001), IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.writeZeroes(rig.request, 0, 1001, IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.discard(rig.request, 0, 1001, IoFlags.NOWAIT));
        Rig large = new Rig(Limits.BYTES);
        int tooLarge = BounceMemory.CHUNK_BYTES + 1;
        assertNotTried(large, large.pipe.write(large.request, 0, heap(tooLarge), IoFlags.NOWAIT));
    }

    @Test
    void writesThatNeedAFlushAfterThemAreNotTried() throws Exception {
        Rig rig = new Rig(new Limits(1, 1, MAX, MAX, 0, 1, false, false));
        int flags = IoFlags.NOWAIT | IoFlags.FUA;
        assertNotTried(rig, rig.pipe.write(rig.request, 0, Rig.filled(8, 1), flags));
        assertNotTried(rig, rig.pipe.writeZeroes(rig.request, 0, 8, flags));
    }

    @Test
    void zeroesByBuffersAreTriedOnlyWhereOneIsEnough() throws Exception {
        Rig rig = new Rig(Rig.limits(1, 1, 4096));
        assertNotTried(rig, rig.pipe.writeZeroes(rig.request, 0, 4097, IoFlags.NOWAIT));
        assertEquals(IoResult.DONE, rig.pipe.writeZeroes(rig.request, 0, 4096, IoFlags.NOWAIT));
        assertEquals(IoFlags.NOWAIT, rig.driver.calls.getFirst().flags());

        Rig refused = new Rig(new Limits(1, 1, 4096, MAX, 0, 1, true, true));
        refused.driver.hook = (request, call) -> {
            if (call.action().equals("zero")) {
                throw new BlockException(BlockError.NOT_SUPPORTED, "no");
            }
            return IoResult.DONE;
        };
        assertEquals(
                IoResult.WOULD_BLOCK,
                refused.pipe.writeZeroes(refused.request, 0, 8192, IoFlags.NOWAIT));
        assertUntouched(refused);
        assertTrue(refused.driver.callsOf("write").isEmpty());
    }

    @Test
    void aConflictIsNotWaitedFor() throws Exception {
        Rig rig = new Rig(new Limits(512, 1, MAX, MAX, MAX, 512, true, true));
        rig.pipe.serve(rig.driver, new Terms(rig.driver.limits(), false, true, false, Tracking.ALL));
        Tracked place = rig.pipe.serialise(new FakeRequest("other"), 0, 512, IoFlags.NONE);
        MemorySegment buffer = Rig.nativeBuffer(1024);
        assertNotTried(rig, rig.pipe.read(rig.request, 0, buffer, IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.write(rig.request, 0, buffer, IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.writeZeroes(rig.request, 0, 1024, IoFlags.NOWAIT));
        assertNotTried(rig, rig.pipe.discard(rig.request, 0, 1024, IoFlags.NOWAIT));
        assertNull(rig.pipe.serialise(rig.request, 511, 1, IoFlags.NOWAIT));
        assertEquals(1, rig.pipe.tracked(), "those that were turned away left nothing behind");
        place.close();
        assertEquals(IoResult.DONE, rig.pipe.write(rig.request, 0, buffer, IoFlags.NOWAIT));
        assertEquals(0, rig.pipe.tracked());
    }

    private static MemorySegment heap(int bytes) {
        return MemorySegment.ofArray(new byte[bytes]);
    }

    private static void assertNotTried(Rig rig, int result) {
        assertEquals(IoResult.WOULD_BLOCK, result);
        assertTrue(rig.driver.calls.isEmpty(), rig.driver.calls::toString);
        assertUntouched(rig);
    }

    private static void assertUntouched(Rig rig) {
        assertArrayEquals(Rig.original(0, rig.driver.content.length), rig.driver.content);
    }
}
