// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flush may be left out only if nothing was written since one that succeeded. */
class PipeFlushTest {

    private static final Limits LIMITS = new Limits(1, 1, 4096, 4096, 4096, 1, false, true);

    private final Rig rig = new Rig(LIMITS);

    @BeforeEach
    void serveAsALeaf() {
        rig.pipe.serve(rig.driver, new Terms(LIMITS, false, true, true, Tracking.NONE));
    }

    @Test
    void aNodeWithChildrenIsAlwaysAsked() throws Exception {
        rig.pipe.serve(rig.driver, Terms.of(LIMITS, false));
        flush();
        flush();
        assertFlushes(2);
    }

    @Test
    void aLeafIsAskedOnceForWhatWasWritten() throws Exception {
        flush();
        assertFlushes(1);
        flush();
        assertFlushes(1);
        rig.pipe.write(rig.request, 0, Rig.filled(8, 1), IoFlags.NONE);
        flush();
        flush();
        assertFlushes(2);
    }

    @Test
    void whateverChangesTheContentCounts() throws Exception {
        flush();
        rig.pipe.writeZeroes(rig.request, 0, 8, IoFlags.NONE);
        flush();
        assertFlushes(2);
        rig.pipe.discard(rig.request, 0, 8, IoFlags.NONE);
        flush();
        assertFlushes(3);
        rig.pipe.truncate(rig.request, 100);
        flush();
        assertFlushes(4);
        rig.pipe.read(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE);
        flush();
        assertFlushes(4);
    }

    @Test
    void aFailedWriteCounts() throws Exception {
        flush();
        failing("write");
        assertThrows(
                BlockException.class,
                () -> rig.pipe.write(rig.request, 0, Rig.filled(8, 1), IoFlags.NONE));
        flush();
        assertFlushes(2);
    }

    @Test
    void afterAFailedFlushTheDriverIsAskedAgain() throws Exception {
        failing("flush");
        assertThrows(BlockException.class, this::flush);
        rig.driver.hook = (request, call) -> IoResult.DONE;
        flush();
        assertFlushes(2);
    }

    @Test
    void afterWouldBlockTheDriverIsAskedAgain() throws Exception {
        rig.driver.hook = (request, call) -> IoResult.WOULD_BLOCK;
        assertEquals(IoResult.WOULD_BLOCK, rig.pipe.flush(rig.request, IoFlags.NOWAIT));
        rig.driver.hook = (request, call) -> IoResult.DONE;
        flush();
        assertFlushes(2);
    }

    @Test
    void aNewInstanceIsAsked() throws Exception {
        flush();
        serveAsALeaf();
        flush();
        assertFlushes(2);
    }

    @Test
    void aFlushDuringAnotherOneIsNotLeftOut() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        rig.driver.hook = (request, call) -> {
            if (first.getAndSet(false)) {
                inside.countDown();
                Await.latch("the second flush", goOn);
                throw new BlockException(BlockError.IO, "disk", "the first flush fails in the end");
            }
            return IoResult.DONE;
        };
        Await.Running<Integer> running =
                Await.start("first flush", () -> rig.pipe.flush(new FakeRequest("first"), IoFlags.NONE));
        Await.latch("the first flush inside the driver", inside);
        flush();
        assertFlushes(2);
        goOn.countDown();
        assertThrows(BlockException.class, running::result);
        flush();
        assertFlushes(3);
    }

    @Test
    void aWriteDuringAFlushIsNotCoveredByIt() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        FakeRequest writer = new FakeRequest("writer");
        rig.driver.hook = (request, call) -> {
            if (call.action().equals("flush") && first.getAndSet(false)) {
                rig.pipe.write(writer, 0, Rig.filled(8, 1), IoFlags.NONE);
            }
            return IoResult.DONE;
        };
        flush();
        flush();
        assertFlushes(2);
    }

    private void failing(String action) {
        rig.driver.hook = (request, call) -> {
            if (call.action().equals(action)) {
                throw new BlockException(BlockError.IO, "disk", "broken");
            }
            return IoResult.DONE;
        };
    }

    private void flush() throws BlockException {
        assertEquals(IoResult.DONE, rig.pipe.flush(rig.request, IoFlags.NONE));
    }

    private void assertFlushes(int expected) {
        assertEquals(expected, rig.driver.callsOf("flush").size());
    }
}
