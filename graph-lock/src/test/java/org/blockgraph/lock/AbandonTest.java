// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 33: a hung reader is abandoned, wakes later, and does no harm. */
class AbandonTest extends LockFixture {

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test33TheWriterNoLongerWaitsForIt(ContextKind kind) throws Exception {
        LockContext context = lock.openContext("a", kind);
        Hold hold = context.newHold("hung");
        Actor reader = actor("hung thread");
        Actor writer = actor("writer");
        reader.run(hold::lockRead);
        reader.run(hold::lockRead);
        CompletableFuture<Void> written = writer.start(() -> {
            write();
            return null;
        });
        awaitWriterAsleep(writer);
        assertTrue(hold.abandon());
        assertTrue(!hold.abandon(), "abandoned twice");
        Actor.result(written);
        assertTrue(hold.isAbandoned());
        assertEquals(Hold.State.ABANDONED, hold.state());
        LockSnapshot now = lock.snapshot(true);
        assertEquals(0, now.readerSum());
        assertEquals(-1, now.orphanedBalance());
        assertTrue(now.readers().get(0).abandoned());
        assertRefused(Rule.ABANDONED, hold, () -> reader.run(hold::lockRead));
        assertRefused(Rule.UPGRADE, () -> reader.run(() -> lock.global().lock()));
        assertRefused(Rule.STILL_HELD, hold, hold::close);
        reader.run(hold::unlockRead);
        assertEquals(Hold.State.ABANDONED, hold.state(), "left the inner of two");
        reader.run(hold::unlockRead);
        assertRefused(Rule.NOT_HELD, () -> reader.run(hold::unlockRead));
        assertUsableAgain(hold, reader);
        assertEquals(0, context.balance());
    }

    private void assertUsableAgain(Hold hold, Actor reader) throws Exception {
        assertEquals(Hold.State.FREE, hold.state());
        assertTrue(!hold.isAbandoned());
        assertTrue(!hold.abandon(), "abandoned while free");
        assertIdle();
        reader.run(hold::lockRead);
        assertEquals(Hold.State.HELD, hold.state());
        assertEquals(1, lock.snapshot(false).readerSum());
        assertTrue(hold.abandon());
        assertEquals(0, lock.snapshot(false).readerSum());
        reader.run(hold::unlockRead);
        assertIdle();
    }

    @Test
    void test33WakesWhileTheWriterIsInside() throws Exception {
        Hold hold = shared("a").newHold("hung");
        Actor reader = actor("hung thread");
        reader.run(hold::lockRead);
        assertTrue(hold.abandon());
        write(() -> {
            try {
                reader.run(hold::unlockRead);
                assertTrue(!reader.call(hold::tryLockRead), "got in beside the writer");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            assertEquals(0, lock.snapshot(false).readerSum());
        });
        assertIdle();
    }

    @Test
    void test33LeavesThroughAnotherContextAndAfterItsOwnWasClosed() throws Exception {
        LockContext home = confined("home");
        LockContext away = confined("away");
        Hold hold = home.newHold("hung");
        hold.lockRead();
        assertTrue(hold.abandon());
        home.close();
        assertEquals(0, lock.snapshot(false).orphanedBalance());
        actor("writer").run(this::write);
        hold.unlockRead(away);
        assertEquals(-1, away.balance());
        assertEquals(1, lock.snapshot(false).orphanedBalance());
        hold.close();
        away.close();
        assertEquals(0, lock.snapshot(false).orphanedBalance());
        assertIdle();
    }

    /** Whichever comes first, the hold is subtracted once. */
    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test33ReleaseRacesAbandon(ContextKind kind) throws Exception {
        Hold hold = lock.openContext("a", kind).newHold("hung");
        Actor reader = actor("reader");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean pause = new AtomicBoolean();
        CompletableFuture<Void> reading = reader.start(() -> {
            while (!stop.get()) {
                if (!pause.get()) {
                    hold.lockRead();
                    for (int i = 0; i < 20; i++) {
                        Thread.onSpinWait(); // long enough inside to be met there
                    }
                    hold.unlockRead();
                }
            }
            return null;
        });
        lock.addQuiesceHook(new QuiesceHook() {
            @Override
            public void quiesceBegin() {
                pause.set(true);
            }

            @Override
            public void quiesceEnd() {
                pause.set(false);
            }
        });
        int[] abandoned = new int[1];
        for (int round = 1; round <= 10; round++) {
            int wanted = 100 * round;
            Await.until(wanted + " abandoned holds", () -> {
                abandoned[0] += hold.abandon() ? 1 : 0;
                return abandoned[0] >= wanted;
            });
            lock.global().lock();
            try (WriteSection _ = lock.lockWrite("test", Await.DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                LockSnapshot now = lock.snapshot(false);
                assertEquals(0, now.readerSum(), "subtracted twice or not at all");
                assertTrue(now.readers().stream().allMatch(LockSnapshot.Reader::abandoned), now::toString);
            } finally {
                lock.global().unlock();
            }
        }
        stop.set(true);
        Actor.result(reading);
        assertEquals(Hold.State.FREE, hold.state());
        assertIdle();
    }
}
