// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.lock.Actor;
import org.blockgraph.lock.Await;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.Hold;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sleep of a writer that waits, step by step. */
class WriterWaitTest {

    private final WriterSignal signal = WriterSignal.create();
    private final ListLock listLock = new ListLock();
    private final Census census = new Census(listLock);
    private final Registry registry = new Registry("graph", listLock, signal, census);
    private final ReaderGate gate = new ReaderGate(registry, listLock, signal, census);
    private final ReaderCount count = registry.openContext("a", ContextKind.SHARED, gate).count();
    private final Actor writer = Actor.platform("writer");
    private CompletableFuture<Boolean> waiting;

    @BeforeEach
    void startToWait() {
        assertTrue(count.enter());
        waiting = writer.start(() -> new WriterWait(registry, gate, signal)
                .untilAlone(TimeUnit.SECONDS.toNanos(Await.DEADLINE_SECONDS)));
        awaitAsleep();
    }

    @AfterEach
    void stop() {
        writer.close();
    }

    private void awaitAsleep() {
        Await.until("the writer asleep",
                () -> LockSupport.getBlocker(writer.thread()) instanceof WriterWait);
    }

    private Thread bell() throws ReflectiveOperationException {
        VarHandle field = MethodHandles.privateLookupIn(WriterSignal.class, MethodHandles.lookup())
                .findVarHandle(WriterSignal.class, "waiting", Thread.class);
        return (Thread) field.getVolatile(signal);
    }

    /** A departure whose look at the bell came too early: nobody rings, and the writer comes in anyway. */
    @Test
    void test03AMissedRingCostsOneSleep() throws Exception {
        assertTrue(count.leave());
        assertTrue(Actor.result(waiting), "nobody is inside, and the writer slept until its time was over");
        assertNull(bell(), "the bell was left hanging");
    }

    /** Whoever leaves after the check finds the bell. */
    @Test
    void test04TheBellHangsBeforeTheCheck() throws Exception {
        listLock.lock();
        try {
            // It wakes up and comes to the check, which needs the list lock.
            signal.ring();
            Await.until("the writer at the list lock", () -> listLock.hasQueuedThread(writer.thread()));
            assertSame(writer.thread(), bell(), "a reader that leaves now has nobody to ring for");
        } finally {
            listLock.unlock();
        }
        assertTrue(count.leave());
        signal.ring();
        assertTrue(Actor.result(waiting));
    }

    /** Nobody needs what a waiting writer has: it holds no lock, and keeps no reader out. */
    @Test
    void test06AWriterThatWaitsHoldsNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            awaitAsleep();
            ReaderContext context = registry.openContext("b", ContextKind.CONFINED, gate);
            Hold hold = context.newHold("passing");
            hold.lockRead();
            assertEquals(2, registry.sumNow());
            hold.unlockRead();
            hold.close();
            context.close();
        }
        assertTrue(!waiting.isDone());
        assertTrue(count.leave());
        assertTrue(Actor.result(waiting));
    }

    @Test
    void everySleeperIsWoken() throws Exception {
        assertTrue(count.leave());
        assertTrue(Actor.result(waiting));
        Actor[] readers = {Actor.platform("first"), Actor.virtual("second"), Actor.platform("third")};
        CompletableFuture<?>[] entered = new CompletableFuture<?>[readers.length];
        ReaderContext context = registry.openContext("sleepers", ContextKind.SHARED, gate);
        for (int i = 0; i < readers.length; i++) {
            Hold hold = context.newHold("sleeper " + i);
            entered[i] = readers[i].start(() -> {
                hold.lockRead();
                return null;
            });
            int wanted = i + 1;
            Await.until(wanted + " sleepers", () -> sleepers() == wanted);
        }
        gate.letIn();
        for (CompletableFuture<?> one : entered) {
            Actor.result(one);
        }
        assertEquals(readers.length, registry.sumNow());
        for (Actor reader : readers) {
            assertNotNull(registry.heldBy(reader.thread()), "inside and not found");
            reader.close();
        }
    }

    private int sleepers() {
        listLock.lock();
        try {
            return census.asleep().size();
        } finally {
            listLock.unlock();
        }
    }
}
