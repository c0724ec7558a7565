// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;

/** Work that the writer puts off until it has let the readers in. */
class DeferredTest extends LockFixture {

    private final List<String> done = new ArrayList<>();

    @Test
    void test23RunsInOrderAfterTheReadersWereWoken() throws Exception {
        Hold hold = shared("a").newHold("sleeper");
        Actor reader = actor("reader");
        List<CompletableFuture<Void>> entered = new ArrayList<>();
        write(() -> {
            entered.add(reader.start(() -> {
                hold.lockRead();
                hold.unlockRead();
                return null;
            }));
            awaitSleepingReaders(1);
            lock.defer(() -> {
                // Would wait in vain if sleepers were woken only after the deferred work.
                Await.until("the reader inside", () -> entered.get(0).isDone());
                assertEquals(1, lock.snapshot(false).quiesceDepth());
                done.add("first");
            });
            lock.defer(() -> done.add("second"));
        });
        assertEquals(List.of("first", "second"), done);
        Actor.result(entered.get(0));
        assertIdle();
    }

    @Test
    void test20MayTakeTheWriteLockAgainAndDeferMore() throws Exception {
        write(() -> lock.defer(() -> {
            assertTrue(!lock.isWriter());
            assertRefused(Rule.NOT_HELD, () -> lock.defer(() -> {}));
            try (WriteSection _ = lock.lockWrite("again")) {
                assertEquals(2, lock.snapshot(false).quiesceDepth());
                lock.defer(() -> done.add("inner"));
            }
            done.add("outer");
        }));
        assertEquals(List.of("inner", "outer"), done);
        assertIdle();
    }

    @Test
    void test23AFailureDoesNotStopTheRest() {
        IllegalStateException first = new IllegalStateException("first");
        AssertionError second = new AssertionError("second");
        Exception third = new Exception("undeclared");
        Throwable thrown = assertThrows(IllegalStateException.class, () -> write(() -> {
            lock.defer(() -> {
                throw first;
            });
            lock.defer(() -> {
                throw second;
            });
            lock.defer(() -> DeferredTest.<RuntimeException>throwUndeclared(third));
            lock.defer(() -> done.add("rest"));
        }));
        assertSame(first, thrown);
        assertEquals(List.of(second, third), List.of(thrown.getSuppressed()));
        assertEquals(List.of("rest"), done);
        assertIdle();
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwUndeclared(Throwable what) throws E {
        throw (E) what;
    }

    @Test
    void test23WaitsNotForAReaderThatWaitsForIt() throws Exception {
        // The reader leaves only when the deferred work was done, which needs no write lock.
        Hold hold = shared("a").newHold("reader");
        Actor reader = actor("reader");
        CompletableFuture<Void> released = new CompletableFuture<>();
        List<CompletableFuture<Void>> reading = new ArrayList<>();
        write(() -> {
            reading.add(reader.start(() -> {
                hold.lockRead();
                try {
                    return released.get(Await.DEADLINE_SECONDS, TimeUnit.SECONDS);
                } finally {
                    hold.unlockRead();
                }
            }));
            awaitSleepingReaders(1);
            lock.defer(() -> released.complete(null));
        });
        Actor.result(reading.get(0));
        assertIdle();
    }

    @Test
    void hasABound() throws Exception {
        write(() -> {
            for (int i = 0; i < GraphLock.MAX_DEFERRED; i++) {
                lock.defer(() -> done.add(""));
            }
            assertRefused(Rule.LIMIT, () -> lock.defer(() -> done.add("one too many")));
        });
        assertEquals(GraphLock.MAX_DEFERRED, done.size());
        assertIdle();
    }
}
