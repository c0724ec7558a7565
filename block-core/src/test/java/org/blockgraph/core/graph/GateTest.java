// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** 34: a request counts itself in flight against a gate that closes. Every order of the two, one by one. */
class GateTest {

    private static final long DEADLINE_SECONDS = 20;

    private final Gate gate = new Gate("d0");
    private final GraphLock lock = new GraphLockFactoryComponent().open("graph");
    private final RequestToken token =
            RequestToken.shared(null, lock.openContext("d0", ContextKind.SHARED), "client");
    private Thread drainer;

    @AfterEach
    void end() {
        lock.close();
    }

    private void holdBack() {
        gate.holdBack(new Gate.Reason(BlockError.NO_DRIVER, "test", Gate.Reason.NO_DEADLINE));
    }

    private CompletableFuture<Boolean> startToDrain(long seconds) {
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        drainer = Thread.ofPlatform().daemon().name("drainer").start(() -> drained.complete(gate.awaitIdle(
                () -> !token.inFlight(), System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds))));
        return drained;
    }

    private void awaitAsleep() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (LockSupport.getBlocker(drainer) != gate) {
            assertTrue(System.nanoTime() - end < 0, "the drainer does not sleep");
            Thread.yield();
        }
    }

    @Test
    void test34WhoPassedTheGateIsWaitedFor() throws Exception {
        token.begin();
        assertTrue(gate.isOpen());
        holdBack();
        CompletableFuture<Boolean> drained = startToDrain(DEADLINE_SECONDS);
        awaitAsleep();
        assertFalse(drained.isDone());
        token.end();
        gate.kick();
        assertTrue(drained.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void test34WhoTurnsBackIsWaitedForAsWell() throws Exception {
        holdBack();
        token.begin();
        assertFalse(gate.isOpen());
        CompletableFuture<Boolean> drained = startToDrain(DEADLINE_SECONDS);
        awaitAsleep();
        token.end();
        // Without a kick: one that came too early costs a bounded sleep.
        assertTrue(drained.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                gate.await();
            } catch (BlockException e) {
                throw new IllegalStateException(e);
            }
        });
        while (gate.waiting() == 0) {
            assertFalse(waiting.isDone(), "did not wait at a closed gate");
            Thread.yield();
        }
        gate.open();
        waiting.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertEquals(1, gate.waited());
    }

    @Test
    void test34AQuiesceAndAReasonCloseItIndependently() throws Exception {
        gate.quiesce(true);
        holdBack();
        gate.quiesce(false);
        assertFalse(gate.isOpen(), "the end of a quiesce opened a gate that was held back");
        gate.quiesce(true);
        gate.open();
        assertFalse(gate.isOpen(), "opened in a quiesce");
        gate.quiesce(false);
        assertTrue(gate.isOpen());
        gate.await();
    }

    @Test
    void test34ADrainThatRunsOutOfTimeSaysSo() throws Exception {
        token.begin();
        holdBack();
        assertFalse(startToDrain(0).get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        gate.refuse(new Gate.Reason(BlockError.NO_DRIVER, "gone", Gate.Reason.NO_DEADLINE));
        BlockException refusal = assertThrows(BlockException.class, gate::await);
        assertTrue(refusal.getMessage().contains("gone"), refusal.getMessage());
        token.end();
    }

    private CompletableFuture<BlockException> startToWait() {
        CompletableFuture<BlockException> failure = CompletableFuture.supplyAsync(() -> {
            try {
                gate.await();
                return null;
            } catch (BlockException e) {
                return e;
            }
        });
        while (gate.waiting() == 0) {
            assertFalse(failure.isDone(), "did not wait at the gate");
            Thread.yield();
        }
        return failure;
    }

    @Test
    void nobodyFailsWhileThereIsHope() throws Exception {
        AtomicBoolean hope = new AtomicBoolean(true);
        long over = System.nanoTime();
        for (Gate.Reason reason : List.of(
                new Gate.Reason(BlockError.NO_DRIVER, "gone", Gate.Reason.NO_DEADLINE, hope::get),
                new Gate.Reason(BlockError.NO_DRIVER, "gone", over, hope::get))) {
            if (reason.deadlineNanos() == over) {
                gate.holdBack(reason);
            } else {
                gate.refuse(reason);
            }
            gate.requireHope();
            CompletableFuture<BlockException> served = startToWait();
            gate.open();
            assertNull(served.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
            gate.refuse(reason);
            CompletableFuture<BlockException> failing = startToWait();
            hope.set(false);
            gate.look();
            assertEquals(
                    "d0: gone", failing.get(DEADLINE_SECONDS, TimeUnit.SECONDS).getMessage());
            assertThrows(BlockException.class, gate::requireHope);
            hope.set(true);
        }
    }

    @Test
    void test34ATokenIsInFlightOnce() throws Exception {
        token.begin();
        assertThrows(BlockException.class, token::begin);
        assertTrue(token.inFlight());
        assertFalse(token.end(), "nobody had abandoned it");
        assertFalse(token.inFlight());
        token.close();
        assertThrows(BlockException.class, token::begin);
    }
}
