// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.lock.Actor;
import org.blockgraph.lock.Await;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.Hold;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short windows of the algorithm, held open by the test, which does the writer's steps one by one. */
class WindowsTest {

    private final WriterSignal signal = WriterSignal.create();
    private final ListLock listLock = new ListLock();
    private final Census census = new Census(listLock);
    private final Registry registry = new Registry("graph", listLock, signal, census);
    private final ReaderGate gate = new ReaderGate(registry, listLock, signal, census);
    private final Actor reader = Actor.platform("reader");

    @AfterEach
    void stop() {
        reader.close();
    }

    private ReaderContext context(ContextKind kind) {
        return registry.openContext("a", kind, gate);
    }

    /** A writer that hangs out the bell and goes to sleep when it is told to. */
    private final class Sleeper {
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::sleep);
        private volatile boolean told;

        Sleeper() {
            thread.start();
            signal.awaitRing(thread);
        }

        private void sleep() {
            while (!told) {
                Thread.onSpinWait();
            }
            LockSupport.park(this);
        }

        void goToSleep() {
            told = true;
        }

        void awaitAsleep() {
            Await.until("the writer asleep", () -> thread.getState() == Thread.State.WAITING);
        }

        void assertWoken(String otherwise) {
            Await.until("the writer woken: " + otherwise, () -> !thread.isAlive());
        }
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test03TheLastReaderWakesTheWriterFromAnyContext(ContextKind kind) throws Exception {
        Hold hold = context(kind).newHold("h");
        ReaderContext other = context(kind);
        for (boolean elsewhere : new boolean[] {false, true}) {
            reader.run(hold::lockRead);
            Sleeper writer = new Sleeper();
            assertTrue(!gate.shutOut());
            assertTrue(!signal.isRaised(), "readers are barred while the writer waits");
            writer.goToSleep();
            writer.awaitAsleep();
            reader.run(() -> {
                if (elsewhere) {
                    hold.unlockRead(other);
                } else {
                    hold.unlockRead();
                }
            });
            writer.assertWoken("the last reader left without a ring");
            assertTrue(gate.shutOut());
            gate.letIn();
        }
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test04TheReaderLeavesBetweenTheCheckAndTheSleep(ContextKind kind) throws Exception {
        Hold hold = context(kind).newHold("h");
        reader.run(hold::lockRead);
        Sleeper writer = new Sleeper();
        assertTrue(!gate.shutOut());
        reader.run(hold::unlockRead);
        writer.goToSleep();
        writer.assertWoken("a departure before its sleep was slept over");
        assertTrue(gate.shutOut());
    }

    @Test
    void test04WhoIsTurnedAwayOrAbandonedWakesTheWriter() throws Exception {
        Hold hold = context(ContextKind.SHARED).newHold("h");
        assertTrue(gate.shutOut());
        Sleeper first = new Sleeper();
        first.goToSleep();
        assertTrue(!reader.call(hold::tryLockRead));
        first.assertWoken("a reader that was turned away kept it to itself");
        gate.letIn();
        reader.run(hold::lockRead);
        Sleeper second = new Sleeper();
        second.goToSleep();
        assertTrue(reader.call(hold::abandon));
        second.assertWoken("a hold was abandoned without a ring");
        assertTrue(gate.shutOut());
    }

    @Test
    void test05TheReadersSlowPathRacesTheUnlock() throws Exception {
        Hold hold = context(ContextKind.CONFINED).newHold("h");
        assertTrue(gate.shutOut());
        CompletableFuture<Void> entered;
        listLock.lock();
        try {
            entered = startReader(hold);
            gate.letIn();
        } finally {
            listLock.unlock();
        }
        Actor.result(entered);
        assertEquals(1, registry.sumNow());
        reader.run(hold::unlockRead);
        assertEquals(0, registry.sumNow());
    }

    /**
     * A reader that comes in between the first sum and the raised signal, and stays for longer than the check
     * lasts: it fails, and bars nobody.
     */
    @Test
    void aFinalCheckThatFailsLowersTheSignal() throws Exception {
        Hold hold = context(ContextKind.CONFINED).newHold("h");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> reading = reader.start(() -> {
            while (!over.get()) {
                hold.lockRead();
                long entered = System.nanoTime();
                while (System.nanoTime() - entered < 3 * ReaderGate.CHECK_NANOS) {
                    Thread.onSpinWait();
                }
                hold.unlockRead();
            }
            return null;
        });
        try {
            for (int tries = 0; tries < 500_000; tries++) {
                if (gate.shutOut()) {
                    gate.letIn();
                } else {
                    assertTrue(!signal.isRaised(), "readers are barred after a check that failed");
                }
            }
        } finally {
            over.set(true);
            gate.letIn();
        }
        Actor.result(reading);
    }

    /** Whoever drops the lock and takes it again meets another state: readers may have come in between. */
    @Test
    void test29ReadersThatSleptGoBeforeTheNextWriterForAWhile() throws Exception {
        Hold hold = context(ContextKind.SHARED).newHold("h");
        assertTrue(gate.shutOut());
        CompletableFuture<Void> entered = reader.start(() -> {
            hold.lockRead();
            return null;
        });
        Await.until("the reader asleep", this::hasSleepers);
        listLock.lock();
        try {
            gate.letIn();
            assertTrue(!gate.shutOut(true), "went before a reader that was woken");
            assertTrue(gate.shutOut(false), "waits for ever for a reader that does not come");
            gate.letIn();
        } finally {
            listLock.unlock();
        }
        Actor.result(entered);
        assertTrue(!gate.shutOut(false));
        reader.run(hold::unlockRead);
        assertTrue(gate.shutOut(true));
    }

    private boolean hasSleepers() {
        listLock.lock();
        try {
            return census.hasSleepers();
        } finally {
            listLock.unlock();
        }
    }

    /** A nested read of a thread that is inside meets a final check that then fails for its outer hold. */
    @Test
    void test07NestedReadWhileTheFlagIsTakenBack() throws Exception {
        ReaderContext context = context(ContextKind.CONFINED);
        Hold outer = context.newHold("outer");
        Hold inner = context.newHold("inner");
        reader.run(outer::lockRead);
        CompletableFuture<Void> entered;
        listLock.lock();
        try {
            signal.raise();
            entered = startReader(inner);
            assertEquals(1, census.sum(), "the final check fails for a reader that is only waiting");
            signal.lower();
        } finally {
            listLock.unlock();
        }
        Actor.result(entered);
        assertEquals(2, registry.sumNow());
        reader.run(inner::unlockRead);
        reader.run(outer::unlockRead);
        assertEquals(0, registry.sumNow());
    }

    /** Starts a reader that meets the raised signal, and returns when it waits for the list lock. */
    private CompletableFuture<Void> startReader(Hold hold) {
        CompletableFuture<Void> entered = reader.start(() -> {
            hold.lockRead();
            return null;
        });
        Await.until("the reader at the list lock", () -> listLock.hasQueuedThread(reader.thread()));
        return entered;
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test14ANegativeSumDecidesNothing(ContextKind kind) {
        ReaderCount a = context(kind).count();
        ReaderCount b = context(kind).count();
        // What a sum sees that read A before an entry there and B after the departure from B.
        assertTrue(b.leave());
        assertEquals(-1, registry.sumNow());
        assertTrue(!gate.shutOut(), "let in on a negative sum");
        assertTrue(!signal.isRaised());
        assertTrue(a.enter());
        assertEquals(0, registry.sumNow());
        assertTrue(gate.shutOut());
        gate.letIn();
        assertTrue(!signal.isRaised());
    }

    @Test
    void aCountThatIsRetiredIsHandedOverExactlyOnce() {
        for (ContextKind kind : ContextKind.values()) {
            ReaderCount count = context(kind).count();
            assertTrue(count.enter());
            assertTrue(count.enter());
            assertTrue(count.leave());
            count.close();
            assertTrue(!count.enter(), "entered a closed context");
            assertTrue(count.leave());
            assertTrue(count.leave());
            assertEquals(-1, count.balance());
            assertEquals(-1, count.retire());
            assertEquals(0, count.balance());
            assertTrue(!count.leave(), "a departure got lost in a retired count");
        }
    }
}
