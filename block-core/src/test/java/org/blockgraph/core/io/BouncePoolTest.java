// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;

class BouncePoolTest {

    private final BounceMemory memory = new BounceMemory();
    private final BouncePool pool = new BouncePool("disk", memory);

    @Test
    void aChunkIsAlignedForEveryDriverAndUsedAgain() throws Exception {
        Bounce one = take("one");
        MemorySegment chunk = one.chunk();
        assertEquals(0, chunk.address() % Limits.MAX_ALIGNMENT);
        assertEquals(BounceMemory.CHUNK_BYTES, chunk.byteSize());
        one.close();
        assertSame(chunk, take("two").chunk());
    }

    @Test
    void atTheBoundOneWaitsUntilAnotherFinishes() throws Exception {
        List<Bounce> all = takeAll();
        Await.Running<Bounce> waiting = Await.start("waiting", () -> take("waiting"));
        waiting.untilAsleep();
        waiting.thread().interrupt();
        all.getFirst().close();
        assertNotNull(waiting.result());
        assertEquals(BouncePool.MAX_CHUNKS, pool.used());
    }

    @Test
    void atTheBoundWhoMayNotWaitIsTurnedAway() throws Exception {
        List<Bounce> all = takeAll();
        assertNull(pool.take(new FakeRequest("hasty"), false));
        all.getFirst().close();
        assertNotNull(pool.take(new FakeRequest("hasty"), false));
    }

    @Test
    void eachNodeHasItsOwnBound() throws Exception {
        takeAll();
        assertNotNull(new BouncePool("below", memory).take(new FakeRequest("other"), false));
    }

    @Test
    void whatAHungRequestHoldsIsWrittenOff() throws Exception {
        List<Bounce> all = takeAll();
        Bounce lost = all.getLast();
        Await.Running<Bounce> waiting = Await.start("waiting", () -> take("waiting"));
        waiting.untilAsleep();
        ((FakeRequest) lost.owner).abandon();
        pool.forget(lost.owner);
        Bounce next = waiting.result();
        assertNotSame(lost.chunk(), next.chunk());

        lost.close();
        assertEquals(BouncePool.MAX_CHUNKS, pool.used(), "its permit was given back already");
        next.close();
        assertNotSame(lost.chunk(), take("later").chunk(), "a hung driver may still write into it");
    }

    @Test
    void aForgottenOneThatWaitsWakesAndFails() throws Exception {
        List<Bounce> all = takeAll();
        FakeRequest hung = new FakeRequest("hung");
        Await.Running<Bounce> waiting = Await.start("hung", () -> pool.take(hung, true));
        Await.Running<Bounce> other = Await.start("other", () -> take("other"));
        waiting.untilAsleep();
        other.untilAsleep();
        hung.abandon();
        pool.forget(hung);
        assertEquals(
                BlockError.ABANDONED,
                assertThrows(BlockException.class, waiting::result).error());
        all.getFirst().close();
        assertNotNull(other.result());
    }

    @Test
    void anAbandonedOneGetsNone() throws Exception {
        FakeRequest hung = new FakeRequest("hung");
        hung.abandon();
        assertThrows(BlockException.class, () -> pool.take(hung, true));
        assertEquals(BouncePool.MAX_CHUNKS, takeAll().size());
    }

    private List<Bounce> takeAll() throws BlockException {
        List<Bounce> all = new ArrayList<>();
        while (all.size() < BouncePool.MAX_CHUNKS) {
            all.add(take("holder " + all.size()));
        }
        return all;
    }

    private Bounce take(String client) throws BlockException {
        return pool.take(new FakeRequest(client), true);
    }
}
