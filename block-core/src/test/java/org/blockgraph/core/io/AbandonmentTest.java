// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A request that hung and was given up does no harm when it wakes, and nobody waits for it. */
class AbandonmentTest {

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch wake = new CountDownLatch(1);

    @Test
    void itReachesNoDriver() {
        Rig rig = new Rig(new Limits(1, 1, 4096, 4096, 4096, 1, true, true));
        rig.request.abandon();
        assertAbandoned(() -> rig.pipe.read(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE));
        assertAbandoned(() -> rig.pipe.write(rig.request, 0, Rig.nativeBuffer(8), IoFlags.NONE));
        assertAbandoned(() -> rig.pipe.writeZeroes(rig.request, 0, 8, IoFlags.NONE));
        assertAbandoned(() -> rig.pipe.discard(rig.request, 0, 8, IoFlags.NONE));
        assertAbandoned(() -> rig.pipe.flush(rig.request, IoFlags.NONE));
        assertAbandoned(() -> rig.pipe.blockStatus(rig.request, 0, 8, new BlockStatus(), IoFlags.NONE));
        assertAbandoned(() -> rig.pipe.truncate(rig.request, 8));
        assertTrue(rig.driver.calls.isEmpty());
    }

    @Test
    void itLearnsSoEvenWhereNobodyServesTheNodeAnyMore() {
        Rig rig = new Rig(Limits.BYTES);
        rig.pipe.clear();
        rig.request.abandon();
        assertAbandoned(() -> rig.pipe.flush(rig.request, IoFlags.NONE));
    }

    @Test
    void aWriteThatHangsWhileItReadsDoesNotWriteWhenItWakes() throws Exception {
        Rig rig = new Rig(Rig.limits(512, 1, 1 << 20));
        hangIn(rig, "read");
        Await.Running<Integer> hung =
                Await.start("hung", () -> rig.pipe.write(rig.request, 100, Rig.filled(50, 1), IoFlags.NONE));
        Await.latch("the write inside the driver", inside);
        FakeRequest other = new FakeRequest("other");
        Await.Running<Integer> waiting =
                Await.start("other", () -> rig.pipe.write(other, 200, Rig.filled(512, 2), IoFlags.NONE));
        waiting.untilAsleep();

        rig.request.abandon();
        rig.pipe.forget(rig.request);
        assertEquals(IoResult.DONE, waiting.result());
        byte[] after = rig.driver.content.clone();
        wake.countDown();
        assertAbandoned(hung::result);
        assertArrayEquals(after, rig.driver.content);
        assertEquals(Rig.original(100, 1)[0], after[100]);
        assertEquals(2, after[200]);
        assertEquals(0, rig.pipe.tracked());
    }

    @Test
    void aSplitTransferStopsWhereItHung() throws Exception {
        Rig rig = new Rig(Rig.limits(1, 1, 1000));
        hangIn(rig, "write");
        Await.Running<Integer> hung =
                Await.start("hung", () -> rig.pipe.write(rig.request, 0, Rig.filled(3000, 1), IoFlags.FUA));
        Await.latch("the write inside the driver", inside);
        rig.request.abandon();
        rig.pipe.forget(rig.request);
        wake.countDown();
        assertAbandoned(hung::result);
        assertEquals(1, rig.driver.calls.size());
    }

    @Test
    void itStaysWithTheInstanceThatItHungIn() throws Exception {
        Rig rig = new Rig(Rig.limits(1, 1, 1000));
        hangIn(rig, "read");
        Await.Running<Integer> hung = Await.start(
                "hung", () -> rig.pipe.read(rig.request, 0, Rig.nativeBuffer(3000), IoFlags.NONE));
        Await.latch("the read inside the driver", inside);
        rig.request.abandon();
        rig.pipe.clear();
        rig.pipe.forget(rig.request);
        RecordingDriver next = new RecordingDriver(rig.driver.limits(), Rig.LENGTH, Rig.LENGTH);
        rig.pipe.serve(next, Terms.of(next.limits(), false));
        wake.countDown();
        assertAbandoned(hung::result);
        assertTrue(next.calls.isEmpty());
    }

    private void hangIn(Rig rig, String action) {
        rig.driver.hook = (request, call) -> {
            if (call.action().equals(action) && request == rig.request) {
                inside.countDown();
                Await.latch("the end of the test", wake);
            }
            return IoResult.DONE;
        };
    }

    private static void assertAbandoned(Executable call) {
        assertEquals(BlockError.ABANDONED, assertThrows(BlockException.class, call).error());
    }
}
