// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contexts that come and go with whatever balance they have. */
class ContextsTest extends LockFixture {

    /** A context with balance +1, one with -1, their holds closed so that they can retire. */
    private LockContext[] unbalanced(ContextKind kind) {
        LockContext plus = lock.openContext("plus", kind);
        LockContext minus = lock.openContext("minus", kind);
        try (Hold hold = plus.newHold("traveller")) {
            hold.lockRead();
            hold.unlockRead(minus);
        }
        assertEquals(1, plus.balance());
        assertEquals(-1, minus.balance());
        return new LockContext[] {plus, minus};
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test12ClosedWithABalanceInBothOrders(ContextKind kind) throws Exception {
        for (int first = 0; first < 2; first++) {
            LockContext[] both = unbalanced(kind);
            both[first].close();
            both[first].close();
            assertEquals(first == 0 ? 1 : -1, lock.snapshot(false).orphanedBalance());
            assertEquals(0, both[first].balance());
            assertIdle();
            write();
            both[1 - first].close();
            assertEquals(0, lock.snapshot(false).orphanedBalance());
            assertEquals(0, lock.snapshot(false).contexts().size());
            assertIdle();
        }
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test12ClosedWhileItsReaderIsInside(ContextKind kind) throws Exception {
        LockContext context = lock.openContext("a", kind);
        Hold hold = context.newHold("late");
        hold.lockRead();
        context.close();
        assertEquals(1, lock.snapshot(false).orphanedBalance());
        assertEquals(1, lock.snapshot(false).readerSum());
        assertEquals("late", lock.heldBy(Thread.currentThread()));
        Actor writer = actor("writer");
        CompletableFuture<Void> written = writer.start(() -> {
            write();
            return null;
        });
        awaitWriterAsleep(writer);
        hold.lockRead();
        hold.unlockRead();
        hold.unlockRead();
        Actor.result(written);
        assertRefused(Rule.CLOSED, hold, hold::lockRead);
        assertRefused(Rule.CLOSED, () -> context.newHold("never"));
        hold.close();
        assertIdle();
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test12LeavesThroughAContextThatIsClosed(ContextKind kind) throws Exception {
        LockContext home = lock.openContext("home", kind);
        LockContext gone = lock.openContext("gone", kind);
        Hold hold = home.newHold("traveller");
        hold.lockRead();
        gone.close();
        hold.unlockRead(gone);
        assertEquals(1, home.balance());
        assertEquals(-1, lock.snapshot(false).orphanedBalance());
        assertIdle();
        write();
    }

    @Test
    void test12ClosedByAnotherThreadWhileTheWriterWaits() throws Exception {
        LockContext context = shared("a");
        Hold hold = context.newHold("reader");
        hold.lockRead();
        Actor writer = actor("writer");
        CompletableFuture<Void> written = writer.start(() -> {
            write();
            return null;
        });
        awaitWriterAsleep(writer);
        actor("closer").run(context::close);
        assertTrue(!written.isDone());
        hold.unlockRead();
        Actor.result(written);
        assertIdle();
    }

    @Test
    void test12AReaderAsleepIsRefusedWhenItsContextCloses() throws Exception {
        LockContext context = shared("a");
        Hold hold = context.newHold("sleeper");
        Actor reader = actor("reader");
        lock.global().lock();
        try (WriteSection _ = lock.lockWrite("test")) {
            CompletableFuture<Void> entered = reader.start(() -> {
                hold.lockRead();
                return null;
            });
            awaitSleepingReaders(1);
            assertRefused(Rule.STILL_HELD, hold, hold::close);
            context.close();
            assertRefused(Rule.CLOSED, hold, () -> Actor.result(entered));
        } finally {
            lock.global().unlock();
        }
        hold.close();
        assertIdle();
    }

    @Test
    void test13OpenedWhileAWriterWaitsAndIsInside() throws Exception {
        Hold first = confined("a").newHold("first");
        first.lockRead();
        Actor writer = actor("writer");
        CompletableFuture<WriteSection> inside = writer.start(() -> {
            lock.global().lock();
            return lock.lockWrite("test");
        });
        awaitWriterAsleep(writer);
        Hold second = confined("b").newHold("second");
        second.lockRead();
        first.unlockRead();
        assertTrue(!inside.isDone(), "the writer overlooked the new context");
        second.unlockRead();
        WriteSection section = Actor.result(inside);
        assertTrue(section.waitedNanos() > 0);
        assertEquals(1, section.readersAtStart());
        Hold third = confined("c").newHold("third");
        assertTrue(!third.tryLockRead(), "a new context lets a reader in beside the writer");
        writer.run(() -> {
            section.close();
            lock.global().unlock();
        });
        assertTrue(third.tryLockRead());
        third.unlockRead();
        assertIdle();
    }

    @Test
    void contextsAndHoldsHaveABound() {
        LockContext context = confined("holds");
        for (int i = 0; i < LockContext.MAX_HOLDS; i++) {
            context.newHold("h");
        }
        assertRefused(Rule.LIMIT, () -> context.newHold("one too many"));
        for (int i = 1; i < GraphLock.MAX_CONTEXTS; i++) {
            confined("c");
        }
        assertRefused(Rule.LIMIT, () -> confined("one too many"));
        context.close();
        confined("the place of the closed one").close();
        assertIdle();
    }

    @Test
    void holdsOfAllContextsTogetherHaveABound() {
        Hold last = null;
        for (int i = 0; i < GraphLock.MAX_HOLDS / LockContext.MAX_HOLDS; i++) {
            LockContext context = confined("c");
            for (int j = 0; j < LockContext.MAX_HOLDS; j++) {
                last = context.newHold("h");
            }
        }
        LockContext further = confined("further");
        assertRefused(Rule.LIMIT, () -> further.newHold("one too many"));
        last.close();
        further.newHold("in the place of the closed one").close();
        assertIdle();
    }
}
