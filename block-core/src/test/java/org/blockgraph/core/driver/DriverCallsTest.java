// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.DriverKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of drivers' global-state operations, against deadlines and departures. */
@Timeout(60)
class DriverCallsTest {

    private static final long LONG = 20_000_000_000L;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final DriverCalls calls = new DriverCalls(threads);
    private final DriverEntry entry = entry("test");

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void anOpenThatIsCancelledBeforeItRunsIsInterruptedWhenItDoes() throws Exception {
        DriverCall<Boolean> call = new DriverCall<>(
                entry, "open", true, () -> { }, _ -> { }, Thread::interrupted);
        entry.calls().add(call);
        entry.leave();
        call.run();
        assertTrue(call.outcome(), "it was not interrupted");
        assertTrue(entry.calls().isEmpty());
    }

    @Test
    void aDriverThatLeavesOpensNothingButIsStillCalled() throws Exception {
        entry.leave();
        BlockException refused = assertThrows(
                BlockException.class,
                () -> opening("open", System.nanoTime() + LONG, () -> { }, () -> "never"));
        assertEquals(BlockError.NO_DRIVER, refused.error());
        assertTrue(DriverCalls.awaitNone(entry, System.nanoTime()), "a refused call is left behind");
        assertEquals("closed", calls.serving(
                entry, "close", System.nanoTime() + LONG, () -> { }, () -> "closed"));
    }

    @Test
    void aCallThatHangsIsGivenUpAndNamed() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        BlockException hung = assertThrows(
                BlockException.class,
                () -> calls.serving(
                        entry, "close", System.nanoTime(), givenUp::countDown, () -> hang(never)));
        assertEquals(BlockError.TIMED_OUT, hung.error());
        assertEquals(0, givenUp.getCount(), "nobody was told to give up");
        assertEquals(java.util.List.of("close"), DriverCalls.inside(entry));
        never.countDown();
        assertTrue(DriverCalls.awaitNone(entry, System.nanoTime() + LONG), "the call has not returned");
    }

    @Test
    void aCallInsideAnotherRunsOnItsThread() throws Exception {
        Thread inside = open("the parent", () -> {
            Thread parent = Thread.currentThread();
            Thread child = open("the child", Thread::currentThread);
            return parent == child ? child : null;
        });
        assertNotNull(inside, "it ran on another thread");
        assertTrue(DriverCalls.inside(entry).isEmpty());
    }

    @Test
    void aChainThatIsTooDeepForOneStackGoesOnWithAnother() throws Exception {
        assertEquals(100, depth(100));
    }

    private int depth(int wanted) throws BlockException {
        return wanted == 0 ? 0 : open("one of " + wanted, () -> 1 + depth(wanted - 1));
    }

    @Test
    void oneThatHangsInsideAnotherIsGivenUpWithItAndNamed() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(2);
        long soon = System.nanoTime();
        BlockException hung = assertThrows(
                BlockException.class,
                () -> opening("open the parent", soon, givenUp::countDown, () -> opening(
                        "open the child", soon, givenUp::countDown, () -> hang(never))));
        assertEquals(BlockError.TIMED_OUT, hung.error());
        assertTrue(hung.getMessage().startsWith("open the child: "), hung::getMessage);
        assertEquals(0, givenUp.getCount(), "not both were given up");
        never.countDown();
        assertTrue(DriverCalls.awaitNone(entry, System.nanoTime() + LONG), "the calls have not returned");
    }

    /** What nobody waits for any more is not lost: it has to be closed. */
    @Test
    void aLateAnswerIsHandedOver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        long soon = System.nanoTime();
        BlockException hung = assertThrows(BlockException.class, () -> calls.opening(
                entry, "open", soon, () -> { }, answer -> late.countDown(), () -> {
                    hang(never);
                    return "opened";
                }));
        assertEquals(BlockError.TIMED_OUT, hung.error());
        assertEquals(1, late.getCount(), "handed over before it came");
        never.countDown();
        assertTrue(late.await(LONG, TimeUnit.NANOSECONDS), "the answer was lost");
    }

    private <T> T opening(String what, long deadline, Runnable giveUp, DriverOperation<T> operation)
            throws BlockException {
        return calls.opening(entry, what, deadline, giveUp, _ -> { }, operation);
    }

    @Test
    void theEndOfAChildThatIsCancelledIsNoneOfItsParent() throws Exception {
        DriverEntry other = entry("other");
        boolean interrupted = open("the parent", () -> {
            calls.opening(other, "open the child", System.nanoTime() + LONG, () -> { }, _ -> { }, () -> {
                other.leave();
                return "opened all the same";
            });
            return Thread.currentThread().isInterrupted();
        });
        assertFalse(interrupted, "the parent was interrupted");
    }

    private static DriverEntry entry(String format) {
        return new DriverEntry(new DriverEntry.Identity(1, format, DriverKind.FORMAT, "test", "1.0.0"), null);
    }

    private <T> T open(String what, DriverOperation<T> operation) throws BlockException {
        return opening("open " + what, System.nanoTime() + LONG, () -> { }, operation);
    }

    private static Object hang(CountDownLatch never) {
        while (never.getCount() > 0) {
            Thread.interrupted();
            Thread.onSpinWait();
        }
        return null;
    }
}
