// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.blockgraph.lock.GraphLock.AutoCloseableRegistration;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;

/** The sources of readers are closed while a writer waits or is inside, and opened exactly once. */
class QuiesceTest extends LockFixture {

    /** Counts its calls; a source that is open unless the last call was a beginning. */
    private static class Source implements QuiesceHook {
        volatile int begun;
        volatile int ended;
        Runnable whenClosed = () -> {};

        @Override
        public synchronized void quiesceBegin() {
            begun = begun + 1;
            whenClosed.run();
        }

        @Override
        public synchronized void quiesceEnd() {
            ended = ended + 1;
        }

        boolean isOpen() {
            return begun == ended;
        }

        void assertCalled(int times) {
            assertEquals(times, begun, "times begun");
            assertEquals(times, ended, "times ended");
        }
    }

    private final Source source = new Source();
    private final AutoCloseableRegistration registration = lock.addQuiesceHook(source);

    /** What a writer waits for at most: one turn of each reader that had seen the source open. */
    @Test
    void test18AWriterComesInAgainstReadersBackToBack() throws Exception {
        int count = 4;
        AtomicLongArray turns = new AtomicLongArray(count);
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        boolean[] written = new boolean[1];
        for (int i = 0; i < count; i++) {
            int own = i;
            Hold hold = confined("reader " + i).newHold("reader " + i);
            readers.add(actor("reader " + i).start(() -> {
                for (boolean end = false; !end; ) {
                    while (!source.isOpen()) {
                        Thread.yield();
                    }
                    hold.lockRead();
                    end = written[0];
                    turns.incrementAndGet(own);
                    hold.unlockRead();
                }
                return null;
            }));
        }
        long[] atClose = new long[count];
        source.whenClosed = () -> Arrays.setAll(atClose, turns::get);
        for (int i = 0; i < 200; i++) {
            write(() -> {
                for (int reader = 0; reader < count; reader++) {
                    long more = turns.get(reader) - atClose[reader];
                    assertTrue(more <= 1, "waited for " + more + " turns of a reader");
                }
            });
        }
        write(() -> written[0] = true);
        for (CompletableFuture<Void> reader : readers) {
            Actor.result(reader);
        }
        source.assertCalled(201);
        assertIdle();
    }

    @Test
    void test19EndedOnceWhateverHappens() throws Exception {
        write(() -> assertTrue(!source.isOpen()));
        source.assertCalled(1);
        assertThrows(ArithmeticException.class, () -> write(() -> {
            throw new ArithmeticException();
        }));
        source.assertCalled(2);
        Hold hold = shared("a").newHold("reader");
        Actor reader = actor("reader");
        reader.run(hold::lockRead);
        lock.global().lock();
        assertThrows(LockTimeoutException.class, () -> lock.lockWrite("test", 1, TimeUnit.MILLISECONDS));
        source.assertCalled(3);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> lock.lockWrite("test", 1, TimeUnit.DAYS));
        source.assertCalled(3);
        reader.run(hold::unlockRead);
        WriteSection section = lock.lockWrite("test");
        lock.defer(() -> {
            throw new IllegalStateException("deferred");
        });
        assertThrows(IllegalStateException.class, section::close);
        source.assertCalled(4);
        lock.global().unlock();
        assertIdle();
    }

    @Test
    void test20SectionsNestByHandleInAnyOrder() throws Exception {
        QuiesceSection first = lock.quiesce("first");
        QuiesceSection second = actor("other").call(() -> lock.quiesce("second"));
        assertEquals(2, lock.snapshot(false).quiesceDepth());
        write(() -> assertEquals(3, lock.snapshot(false).quiesceDepth()));
        first.close();
        first.close();
        assertEquals(1, lock.snapshot(false).quiesceDepth());
        assertTrue(!source.isOpen());
        second.close();
        source.assertCalled(1);
        assertIdle();
    }

    @Test
    void test28WhoIsInsideFinishesDuringAQuiesce() throws Exception {
        Hold hold = confined("a").newHold("admitted");
        Hold inner = confined("b").newHold("its own inner request");
        hold.lockRead();
        QuiesceSection section = actor("drainer").call(() -> lock.quiesce("drain"));
        inner.lockRead();
        hold.lockRead();
        hold.unlockRead();
        inner.unlockRead();
        hold.unlockRead();
        section.close();
        assertIdle();
    }

    @Test
    void hooksComeAndGoDuringAQuiesce() {
        Source late = new Source();
        QuiesceSection section = lock.quiesce("test");
        AutoCloseableRegistration lateRegistration = lock.addQuiesceHook(late);
        assertTrue(!late.isOpen(), "a new source stayed open");
        registration.close();
        registration.close();
        source.assertCalled(1);
        section.close();
        late.assertCalled(1);
        lateRegistration.close();
        late.assertCalled(1);
        lock.quiesce("test").close();
        late.assertCalled(1);
        assertIdle();
    }

    @Test
    void aHookThatFailsOrCallsBackStopsNobody() throws Exception {
        List<LockUsageException> refused = new ArrayList<>();
        AutoCloseableRegistration[] own = new AutoCloseableRegistration[1];
        own[0] = lock.addQuiesceHook(new QuiesceHook() {
            @Override
            public void quiesceBegin() {
                if (lock.global().isHeldByCurrentThread()) {
                    refused.add(assertRefused(Rule.WRITER_RECURSION, () -> lock.lockWrite("from a hook")));
                }
                throw new ArithmeticException();
            }

            @Override
            public void quiesceEnd() {
                own[0].close();
            }
        });
        Source behind = new Source();
        lock.addQuiesceHook(behind);
        try (LogCatcher log = new LogCatcher()) {
            write(() -> assertTrue(!behind.isOpen()));
            assertEquals(1, log.messages().size(), () -> "reports: " + log.messages());
        }
        behind.assertCalled(1);
        assertEquals(1, refused.size());
        write();
        assertEquals(1, refused.size(), "a hook was called after it had removed itself");
        assertIdle();
    }

    /** As an end does that finds more to do: sources behind it stay closed until that is done. */
    @Test
    void aSectionBegunByAHookThatEndsKeepsTheOthersClosed() {
        List<QuiesceSection> more = new ArrayList<>();
        lock.addQuiesceHook(new Source() {
            @Override
            public synchronized void quiesceEnd() {
                super.quiesceEnd();
                if (more.isEmpty()) {
                    more.add(lock.quiesce("more"));
                }
            }
        });
        Source behind = new Source();
        lock.addQuiesceHook(behind);
        lock.quiesce("test").close();
        assertTrue(!behind.isOpen(), "a source is open in a section");
        more.getFirst().close();
        behind.assertCalled(1);
        assertIdle();
    }

    @Test
    void hooksAndSectionsHaveABound() {
        for (int i = 1; i < GraphLock.MAX_QUIESCE_HOOKS; i++) {
            lock.addQuiesceHook(source);
        }
        assertRefused(Rule.LIMIT, () -> lock.addQuiesceHook(source));
        List<QuiesceSection> sections = new ArrayList<>();
        for (int i = 0; i < GraphLock.MAX_QUIESCE_SECTIONS; i++) {
            sections.add(lock.quiesce("test"));
        }
        assertRefused(Rule.LIMIT, () -> lock.quiesce("one too many"));
        sections.forEach(QuiesceSection::close);
        source.assertCalled(GraphLock.MAX_QUIESCE_HOOKS);
        assertIdle();
    }
}
