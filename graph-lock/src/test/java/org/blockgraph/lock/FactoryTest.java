// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.LockUsageException.Rule;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.junit.jupiter.api.Test;

/** What becomes of locks whose client or whose service goes. */
class FactoryTest extends LockFixture {

    @Test
    void test30TheClientGoesWhileAThreadIsInside() throws Exception {
        Hold hold = shared("a").newHold("inside");
        Actor reader = actor("reader");
        Actor writer = actor("writer");
        reader.run(hold::lockRead);
        CompletableFuture<WriteSection> writing = writer.start(() -> {
            lock.global().lock();
            return lock.lockWrite("never");
        });
        awaitWriterAsleep(writer);
        try (LogCatcher log = new LogCatcher()) {
            factory.close();
            factory.close();
            assertEquals(1, log.leftOpen().size(), () -> "reports: " + log.messages());
            String report = log.leftOpen().getFirst();
            assertTrue(report.contains("'inside' (thread 'reader', context 'a', "), report);
            assertTrue(report.contains("writer 'never' (thread 'writer')"), report);
        }
        assertRefused(Rule.CLOSED, () -> Actor.result(writing));
        assertRefused(Rule.CLOSED, () -> factory.open("late"));
        reader.run(hold::unlockRead);
        assertEquals(0, lock.snapshot(false).readerSum());
        hold.close();
        assertEquals(Hold.State.CLOSED, hold.state());
    }

    @Test
    void test32TheServiceIsUpdatedWhileHeld() throws Exception {
        Hold old = shared("a").newHold("old");
        old.lockRead();
        try (LogCatcher log = new LogCatcher()) {
            factory.close();
            assertEquals(1, log.leftOpen().size(), () -> "reports: " + log.messages());
        }
        try (GraphLockFactoryComponent updated = new GraphLockFactoryComponent();
                GraphLock fresh = updated.open("graph")) {
            Hold next = fresh.openContext("a", ContextKind.SHARED).newHold("new");
            next.lockRead();
            old.unlockRead();
            assertEquals(1, fresh.snapshot(false).readerSum());
            next.unlockRead();
            assertEquals(0, fresh.snapshot(false).readerSum());
        }
        assertRefused(Rule.CLOSED, old::lockRead);
    }

    @Test
    void locksHaveABound() {
        List<GraphLock> locks = new ArrayList<>();
        for (int i = 1; i < GraphLockFactory.MAX_LOCKS; i++) {
            locks.add(factory.open("l" + i));
        }
        assertRefused(Rule.LIMIT, () -> factory.open("one too many"));
        lock.close();
        locks.add(factory.open("the place of the closed one"));
        assertRefused(Rule.LIMIT, () -> factory.open("one too many"));
        locks.forEach(GraphLock::close);
        factory.open("room again").close();
    }

    @Test
    void test24AReadHeldAcrossBlockingIoIsNamed() throws Exception {
        Hold hold = shared("disk").newHold("request 7");
        Actor reader = actor("io thread");
        try (PipedInputStream in = new PipedInputStream();
                PipedOutputStream out = new PipedOutputStream(in)) {
            CompletableFuture<Integer> reading = reader.start(() -> {
                hold.lockRead();
                try {
                    return in.read();
                } finally {
                    hold.unlockRead();
                }
            });
            Await.until("the reader inside", () -> hold.state() == Hold.State.HELD);
            Await.until("its stack in the snapshot", () -> lock.snapshot(true).readers().get(0).stack()
                    .stream().anyMatch(frame -> frame.contains("PipedInputStream.read")));
            lock.global().lock();
            LockTimeoutException timeout = assertThrows(LockTimeoutException.class,
                    () -> lock.lockWrite("swap", 5, TimeUnit.MILLISECONDS));
            lock.global().unlock();
            LockSnapshot.Reader named = timeout.readers().get(0);
            assertEquals("request 7", named.owner());
            assertEquals("disk", named.context());
            assertEquals("io thread", named.thread());
            assertTrue(named.sinceNanos() >= TimeUnit.MILLISECONDS.toNanos(4), "since " + named.sinceNanos());
            out.write(42);
            assertEquals(42, Actor.result(reading));
        }
        assertIdle();
    }
}
