// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;

/** Timeouts, interrupts and closing while somebody waits: each leaves everything as it was. */
class CancellationTest extends LockFixture {

    private final Hold hold = shared("a").newHold("slow reader");

    private <T> CompletableFuture<T> startAsWriter(Actor actor, Callable<T> body) {
        return actor.start(() -> {
            lock.global().lock();
            try {
                return body.call();
            } finally {
                lock.global().unlock();
            }
        });
    }

    @Test
    void test25WriterTimeoutIsUndone() throws Exception {
        hold.lockRead();
        for (long millis : new long[] {-1, 0, 1, 20}) {
            LockTimeoutException timeout = assertThrows(LockTimeoutException.class,
                    () -> Actor.result(startAsWriter(actor("writer"),
                            () -> lock.lockWrite("swap", millis, TimeUnit.MILLISECONDS))));
            assertEquals("slow reader", timeout.readers().get(0).owner());
            assertTrue(timeout.getMessage().contains("slow reader"), timeout.getMessage());
            assertTrue(timeout.getMessage().contains("swap"), timeout.getMessage());
            assertEquals(0, lock.snapshot(false).quiesceDepth());
            assertEquals(1, lock.snapshot(false).readerSum());
        }
        Hold other = confined("b").newHold("other");
        assertTrue(other.tryLockRead(), "the signal was left raised");
        other.unlockRead();
        hold.unlockRead();
        assertIdle();
    }

    @Test
    void test25WriterInterruptIsUndone() throws Exception {
        hold.lockRead();
        Actor writer = actor("writer");
        CompletableFuture<WriteSection> waiting =
                startAsWriter(writer, () -> lock.lockWrite("swap", 1, TimeUnit.DAYS));
        awaitWriterAsleep(writer);
        writer.thread().interrupt();
        assertThrows(InterruptedException.class, () -> Actor.result(waiting));
        assertEquals(0, lock.snapshot(false).quiesceDepth());
        assertThrows(InterruptedException.class, () -> Actor.result(startAsWriter(writer, () -> {
            Thread.currentThread().interrupt();
            return lock.lockWrite("swap", 1, TimeUnit.DAYS);
        })));
        hold.unlockRead();
        assertIdle();
    }

    @Test
    void test25UninterruptibleWriterKeepsTheInterruptForLater() throws Exception {
        hold.lockRead();
        Actor writer = actor("writer");
        CompletableFuture<Boolean> waiting = startAsWriter(writer, () -> {
            lock.lockWrite("swap").close();
            return Thread.interrupted();
        });
        awaitWriterAsleep(writer);
        writer.thread().interrupt();
        Await.until("the interrupt taken and the writer asleep again", () -> !writer.thread().isInterrupted()
                && writer.thread().getState() == Thread.State.TIMED_WAITING);
        assertTrue(!waiting.isDone());
        hold.unlockRead();
        assertTrue(Actor.result(waiting), "the interrupt was lost");
        assertIdle();
    }

    @Test
    void test26ReaderTimeoutRestoresTheCounts() throws Exception {
        Actor reader = actor("reader");
        lock.global().lock();
        try (WriteSection _ = lock.lockWrite("test")) {
            for (long millis : new long[] {-1, 0, 1, 20}) {
                assertEquals(false, reader.call(() -> hold.tryLockRead(millis, TimeUnit.MILLISECONDS)));
                assertEquals(false, reader.call(hold::tryLockRead));
                reader.run(() ->
                        assertThrows(NullPointerException.class, () -> hold.tryLockRead(millis, null)));
                assertEquals(0, lock.snapshot(false).readerSum());
                assertEquals(Hold.State.FREE, hold.state());
            }
        } finally {
            lock.global().unlock();
        }
        assertEquals(true, reader.call(() -> hold.tryLockRead(1, TimeUnit.NANOSECONDS)));
        reader.run(hold::unlockRead);
        assertIdle();
    }

    @Test
    void test27ReaderInterruptedAsleep() throws Exception {
        Actor reader = actor("reader");
        lock.global().lock();
        try (WriteSection _ = lock.lockWrite("test")) {
            CompletableFuture<Void> entering = reader.start(() -> {
                hold.lockReadInterruptibly();
                return null;
            });
            awaitSleepingReaders(1);
            reader.thread().interrupt();
            assertThrows(InterruptedException.class, () -> Actor.result(entering));
            assertEquals(0, lock.snapshot(false).readerSum());
            assertEquals(0, lock.snapshot(false).sleepingReaders().size());
        } finally {
            lock.global().unlock();
        }
        assertThrows(InterruptedException.class, () -> reader.run(() -> {
            Thread.currentThread().interrupt();
            hold.lockReadInterruptibly();
        }));
        assertEquals(Hold.State.FREE, hold.state());
        assertIdle();
    }

    @Test
    void test27UninterruptibleReaderKeepsTheInterruptForLater() throws Exception {
        Actor reader = actor("reader");
        lock.global().lock();
        CompletableFuture<Boolean> entering;
        try (WriteSection _ = lock.lockWrite("test")) {
            entering = reader.start(() -> {
                hold.lockRead();
                hold.unlockRead();
                return Thread.interrupted();
            });
            awaitSleepingReaders(1);
            reader.thread().interrupt();
        } finally {
            lock.global().unlock();
        }
        assertTrue(Actor.result(entering), "the interrupt was lost");
        assertIdle();
    }

    /** The writer waits for the reader, the reader for its I/O: cancelling the I/O frees both. */
    @Test
    void test27ReaderCancelledInsideWhileAWriterWaits() throws Exception {
        Hold inner = confined("b").newHold("inner");
        Actor reader = actor("reader");
        CompletableFuture<Boolean> reading = reader.start(() -> {
            hold.lockRead();
            try {
                new CountDownLatch(1).await();
                return false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, inner::lockReadInterruptibly);
                return inner.tryLockRead();
            } finally {
                inner.unlockRead();
                hold.unlockRead();
            }
        });
        Await.until("the reader inside", () -> hold.state() == Hold.State.HELD);
        Actor writer = actor("writer");
        CompletableFuture<Void> written = startAsWriter(writer, () -> {
            lock.lockWrite("swap").close();
            return null;
        });
        awaitWriterAsleep(writer);
        reader.thread().interrupt();
        assertTrue(Actor.result(reading));
        Actor.result(written);
        assertIdle();
    }

    @Test
    void test27WaiterForTheGlobalLockInterrupted() throws Exception {
        Actor writer = actor("writer");
        lock.global().lock();
        CompletableFuture<Boolean> waiting = writer.start(() -> lock.global().tryLock(1, TimeUnit.DAYS));
        Await.until("a wait for the global lock",
                () -> writer.thread().getState() == Thread.State.TIMED_WAITING);
        writer.thread().interrupt();
        assertThrows(InterruptedException.class, () -> Actor.result(waiting));
        lock.global().unlock();
        assertIdle();
    }

    @Test
    void closingTheLockRefusesWhoWaits() throws Exception {
        Actor writer = actor("writer");
        hold.lockRead();
        CompletableFuture<WriteSection> writing = startAsWriter(writer, () -> lock.lockWrite("swap"));
        awaitWriterAsleep(writer);
        lock.close();
        lock.close();
        assertRefused(Rule.CLOSED, () -> Actor.result(writing));
        hold.lockRead();
        hold.unlockRead();
        hold.unlockRead();
        assertRefused(Rule.CLOSED, hold, hold::lockRead);
        assertRefused(Rule.CLOSED, hold, hold::tryLockRead);
        assertRefused(Rule.CLOSED, () -> lock.openContext("late", ContextKind.SHARED));
        assertRefused(Rule.CLOSED, () -> lock.quiesce("late"));
        assertEquals(0, lock.snapshot(false).readerSum());
        assertEquals(0, lock.snapshot(false).quiesceDepth());
    }

    @Test
    void closingTheLockRefusesSleepersAndLetsTheWriterLeave() throws Exception {
        Actor reader = actor("reader");
        lock.global().lock();
        try (WriteSection _ = lock.lockWrite("swap")) {
            CompletableFuture<Void> entering = reader.start(() -> {
                hold.lockRead();
                return null;
            });
            awaitSleepingReaders(1);
            lock.close();
            assertRefused(Rule.CLOSED, hold, () -> Actor.result(entering));
            assertTrue(lock.isWriter());
        }
        assertRefused(Rule.CLOSED, () -> lock.lockWrite("late"));
        lock.global().unlock();
        assertEquals(0, lock.snapshot(false).readerSum());
        assertEquals(0, lock.snapshot(false).quiesceDepth());
    }
}
