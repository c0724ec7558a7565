// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A writer that waits long is reported, by a thread that lives as long as the report. */
class WatchTest extends LockFixture {

    private static List<Thread> watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("watch of lock 'graph'"))
                .toList();
    }

    private CompletableFuture<Void> startWriter(Actor writer) {
        return writer.start(() -> {
            lock.global().lock();
            try (WriteSection _ = lock.lockWrite("swap")) {
                return null;
            } finally {
                lock.global().unlock();
            }
        });
    }

    @Test
    void namesTheReaderAndWhereItIs() throws Exception {
        Hold hold = shared("disk").newHold("request 7");
        Hold hung = shared("disk").newHold("hung");
        Actor reader = actor("io thread");
        CountDownLatch io = new CountDownLatch(1);
        try (LogCatcher log = new LogCatcher()) {
            actor("hung thread").run(hung::lockRead);
            assertTrue(hung.abandon());
            CompletableFuture<Boolean> reading = reader.start(() -> {
                hold.lockRead();
                try {
                    return io.await(Await.DEADLINE_SECONDS, TimeUnit.SECONDS);
                } finally {
                    hold.unlockRead();
                }
            });
            Await.until("the reader inside", () -> hold.state() == Hold.State.HELD);
            long soonest = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GraphLock.LONG_WAIT_MILLIS);
            CompletableFuture<Void> writing = startWriter(actor("changer"));
            Await.until("a report", () -> !log.messages().isEmpty());
            assertTrue(System.nanoTime() - soonest >= 0, "a report too early");
            String report = log.messages().getFirst();
            for (String part : List.of("lock 'graph'", "'swap' (thread 'changer')",
                    "'request 7' (thread 'io thread', context 'disk', inside for at least ", ", at ")) {
                assertTrue(report.contains(part), part + " is not in " + report);
            }
            assertTrue(!report.contains("hung"), "names a reader that nobody waits for: " + report);
            Await.until("the reporting thread to end", () -> watchers().isEmpty());
            io.countDown();
            assertTrue(Actor.result(reading));
            Actor.result(writing);
        }
        hung.unlockRead();
        assertIdle();
    }

    @Test
    void showsWhoWaitsForTheGlobalLock() throws Exception {
        assertEquals(new LockSnapshot.Global("", List.of(), List.of()), lock.snapshot(true).global());
        Actor owner = actor("decides");
        owner.run(() -> lock.global().lock());
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (String name : List.of("first", "second")) {
            waiting.add(actor(name).start(() -> {
                lock.global().lock();
                lock.global().unlock();
                return null;
            }));
            Await.until(name + " to wait", () -> lock.snapshot(false).global().waiting().contains(name));
        }
        LockSnapshot.Global seen = lock.snapshot(true).global();
        assertEquals("decides", seen.owner());
        assertEquals(List.of("first", "second"), seen.waiting());
        assertTrue(!seen.stack().isEmpty());
        owner.run(() -> lock.global().unlock());
        for (CompletableFuture<Void> each : waiting) {
            Actor.result(each);
        }
        assertIdle();
    }

    /** The report is made by nobody who holds a lock, so a log that hangs keeps nobody. */
    @Test
    void aLogThatHangsHoldsNobodyUp() throws Exception {
        Hold hold = confined("disk").newHold("request 7");
        Logger logger = Logger.getLogger("org.blockgraph.lock");
        HangingLog hanging = new HangingLog();
        logger.addHandler(hanging);
        logger.setUseParentHandlers(false);
        try {
            hold.lockRead();
            CompletableFuture<Void> writing = startWriter(actor("changer"));
            Await.until("a report that hangs", () -> hanging.inside);
            assertEquals(1, watchers().size());
            hold.unlockRead();
            Actor.result(writing);
            write();
            assertIdle();
        } finally {
            hanging.end.countDown();
            logger.setUseParentHandlers(true);
            logger.removeHandler(hanging);
        }
        Await.until("the reporting thread to end", () -> watchers().isEmpty());
    }

    private static final class HangingLog extends Handler {
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean inside;

        @Override
        public void publish(LogRecord record) {
            inside = true;
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
