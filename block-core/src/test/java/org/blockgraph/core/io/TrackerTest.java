// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.Test;

class TrackerTest {

    private final Tracker tracker = new Tracker("disk");

    @Test
    void plainRequestsOverlapFreely() throws Exception {
        Tracked one = now(0, 100, false);
        Tracked two = now(50, 150, false);
        assertEquals(2, tracker.size());
        one.close();
        two.close();
        assertEquals(0, tracker.size());
    }

    @Test
    void rangesThatOnlyTouchDoNotConflict() throws Exception {
        assertNotNull(now(0, 100, true));
        assertNotNull(now(100, 200, true));
        assertNotNull(now(200, 300, false));
    }

    @Test
    void anOverlapWithASerialisingOneConflictsEitherWay() throws Exception {
        Tracked place = now(0, 100, true);
        assertNull(now(99, 200, false));
        assertNull(now(99, 200, true));
        place.close();
        Tracked plain = now(0, 100, false);
        assertNull(now(50, 60, true));
        assertNotNull(now(50, 60, false));
        plain.close();
    }

    @Test
    void theLaterWaitsForTheEarlierToLeave() throws Exception {
        Tracked place = now(0, 100, true);
        Await.Running<Tracked> waiting = waiting("writer", 50, 150, false);
        place.close();
        waiting.result().close();
        assertEquals(0, tracker.size());
    }

    @Test
    void admissionIsInOrderOfArrival() throws Exception {
        Tracked reader = now(0, 100, false);
        Await.Running<Tracked> serialising = waiting("serialising", 0, 100, true);
        Await.Running<Tracked> late = waiting("late", 0, 100, false);
        assertNull(now(0, 10, false), "whoever comes now must not overtake those that wait");
        reader.close();
        Tracked second = serialising.result();
        assertFalse(late.finished());
        assertSame(Thread.State.WAITING, late.thread().getState());
        second.close();
        late.result().close();
    }

    @Test
    void whoConflictsWithManyWaitsForAll() throws Exception {
        Tracked one = now(0, 10, false);
        Tracked two = now(90, 100, false);
        Await.Running<Tracked> waiting = waiting("serialising", 0, 100, true);
        one.close();
        waiting.untilAsleep();
        assertFalse(waiting.finished());
        two.close();
        waiting.result().close();
    }

    @Test
    void othersGoOnBesideThoseThatWait() throws Exception {
        Tracked place = now(0, 100, true);
        Await.Running<Tracked> waiting = waiting("writer", 50, 150, true);
        Tracked beside = now(150, 200, true);
        assertNotNull(beside);
        place.close();
        waiting.result().close();
    }

    @Test
    void withinItsOwnRangeARequestPasses() throws Exception {
        FakeRequest owner = new FakeRequest("owner");
        Tracked range = tracker.enter(owner, 0, 100, true, true);
        Await.Running<Tracked> waiting = waiting("other", 50, 150, true);
        Tracked inner = tracker.enter(owner, 40, 60, false, true);
        inner.close();
        assertFalse(waiting.finished(), "leaving the inner place must not end the outer one");
        range.close();
        waiting.result().close();
    }

    @Test
    void aSecondPlaceElsewhereIsABug() throws Exception {
        FakeRequest owner = new FakeRequest("owner");
        Tracked range = tracker.enter(owner, 0, 100, true, true);
        assertThrows(AssertionError.class, () -> tracker.enter(owner, 200, 300, true, true));
        range.close();
    }

    @Test
    void interruptingAWaitChangesNothing() throws Exception {
        Tracked place = now(0, 100, true);
        Await.Running<Tracked> waiting = waiting("writer", 0, 100, false);
        waiting.thread().interrupt();
        place.close();
        waiting.result().close();
    }

    @Test
    void forgettingSetsThoseFreeWhoWait() throws Exception {
        FakeRequest hung = new FakeRequest("hung");
        Tracked place = tracker.enter(hung, 0, 100, true, true);
        Await.Running<Tracked> waiting = waiting("writer", 0, 100, false);
        hung.abandon();
        tracker.forget(hung);
        Tracked next = waiting.result();
        place.close();
        assertEquals(1, tracker.size(), "the hung one must not take out another's place when it wakes");
        next.close();
    }

    @Test
    void aForgottenOneThatWaitsWakesAndFails() throws Exception {
        Tracked place = now(0, 100, true);
        FakeRequest hung = new FakeRequest("hung");
        Await.Running<Tracked> waiting = Await.start("hung", () -> tracker.enter(hung, 0, 100, true, true));
        waiting.untilAsleep();
        Await.Running<Tracked> behind = waiting("behind", 0, 50, false);
        hung.abandon();
        tracker.forget(hung);
        BlockException gone = assertThrows(BlockException.class, waiting::result);
        assertEquals(BlockError.ABANDONED, gone.error());
        place.close();
        behind.result().close();
        assertEquals(0, tracker.size());
    }

    @Test
    void anAbandonedOneGetsNoPlace() {
        FakeRequest hung = new FakeRequest("hung");
        hung.abandon();
        BlockException gone =
                assertThrows(BlockException.class, () -> tracker.enter(hung, 0, 100, false, true));
        assertEquals(BlockError.ABANDONED, gone.error());
        assertTrue(gone.getMessage().contains("hung"));
        assertEquals(0, tracker.size());
    }

    private Tracked now(long start, long end, boolean serialise) throws BlockException {
        return tracker.enter(new FakeRequest("now"), start, end, serialise, false);
    }

    private Await.Running<Tracked> waiting(String name, long start, long end, boolean serialise) {
        int before = tracker.size();
        FakeRequest owner = new FakeRequest(name);
        Await.Running<Tracked> running =
                Await.start(name, () -> tracker.enter(owner, start, end, serialise, true));
        Await.until(name + " to arrive", () -> tracker.size() > before);
        running.untilAsleep();
        return running;
    }
}
