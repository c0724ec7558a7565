// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers alone and beside a writer that waits. The numbers are those of the list in the documentation. */
class ReadersTest extends LockFixture {

    private static final int PAIRS = 10_000;
    private static final long MOST_ALLOCATED = 4096;

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test01ReadersAreInsideTogether(ContextKind kind) throws Exception {
        Hold first = lock.openContext("a", kind).newHold("first");
        Hold second = lock.openContext("b", kind).newHold("second");
        Actor other = actor("other");
        first.lockRead();
        other.run(second::lockRead);
        assertEquals(2, lock.snapshot(false).readerSum());
        assertEquals(Hold.State.HELD, first.state());
        assertSame(Thread.currentThread(), first.thread());
        assertSame(other.thread(), second.thread());
        first.unlockRead();
        other.run(second::unlockRead);
        assertEquals(Hold.State.FREE, first.state());
        assertNull(first.thread());
        assertIdle();
    }

    /** Once what a first call links and loads is there; an object for each would be 16 bytes at least. */
    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void entersAndLeavesWithoutAllocation(ContextKind kind) {
        Hold hold = lock.openContext("a", kind).newHold("reader");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Await.DEADLINE_SECONDS);
        long allocated = allocatedBy(hold);
        while (allocated > MOST_ALLOCATED && System.nanoTime() < deadline) {
            allocated = allocatedBy(hold);
        }
        assertTrue(allocated >= 0, "this JVM counts no allocations");
        assertTrue(allocated <= MOST_ALLOCATED, PAIRS + " pairs allocate " + allocated + " bytes");
    }

    private static long allocatedBy(Hold hold) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < PAIRS; i++) {
            hold.lockRead();
            hold.unlockRead();
        }
        return before < 0 ? -1 : threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void test01ManyThreadsShareAContext() throws Exception {
        LockContext context = shared("all");
        Actor[] actors = new Actor[40];
        Hold[] holds = new Hold[actors.length];
        for (int i = 0; i < actors.length; i++) {
            actors[i] = i % 2 == 0 ? actor("platform " + i) : Actor.virtual("virtual " + i);
            holds[i] = context.newHold("hold " + i);
            actors[i].run(holds[i]::lockRead);
        }
        assertEquals(actors.length, context.balance());
        for (int i = 0; i < actors.length; i++) {
            actors[actors.length - 1 - i].run(holds[i]::unlockRead); // by another thread than entered
            actors[actors.length - 1 - i].close();
        }
        assertEquals(0, context.balance());
        assertIdle();
    }

    @Test
    void test06NestedReadSucceedsWhileAWriterWaits() throws Exception {
        LockContext context = confined("a");
        Hold hold = context.newHold("request");
        Hold inner = context.newHold("inner request of the same thread");
        hold.lockRead();
        Actor writer = actor("writer");
        CompletableFuture<Void> written = writer.start(() -> {
            write();
            return null;
        });
        awaitWriterAsleep(writer);
        hold.lockRead();
        inner.lockRead();
        assertTrue(hold.tryLockRead());
        assertTrue(hold.tryLockRead(1, TimeUnit.NANOSECONDS));
        assertEquals(2, lock.snapshot(false).readerSum(), "nesting in one hold counts once");
        hold.unlockRead();
        hold.unlockRead();
        hold.unlockRead();
        inner.unlockRead();
        assertEquals(Hold.State.HELD, hold.state(), "three of four were released");
        assertTrue(!written.isDone(), "the writer came in beside a reader");
        hold.unlockRead();
        Actor.result(written);
        assertIdle();
    }

    @Test
    void test11EntersInOneContextAndLeavesInAnother() throws Exception {
        LockContext a = confined("a");
        LockContext b = confined("b");
        Hold hold = a.newHold("traveller");
        hold.lockRead();
        hold.unlockRead(b);
        assertEquals(1, a.balance());
        assertEquals(-1, b.balance());
        assertIdle();
        write();
        GraphLock foreign = factory.open("foreign");
        hold.lockRead();
        LockContext elsewhere = foreign.openContext("x", ContextKind.SHARED);
        assertRefused(Rule.FOREIGN, hold, () -> hold.unlockRead(elsewhere));
        assertRefused(Rule.FOREIGN, hold, () -> hold.unlockRead(null));
        assertEquals(Hold.State.HELD, hold.state());
        hold.unlockRead();
        assertRefused(Rule.NOT_HELD, () -> hold.unlockRead(elsewhere));
        assertIdle();
    }

    @ParameterizedTest
    @EnumSource(ContextKind.class)
    void test16ReleaseOfWhatIsNotHeldLeavesTheCounts(ContextKind kind) {
        LockContext context = lock.openContext("a", kind);
        Hold hold = context.newHold("careless");
        assertTrue(assertRefused(Rule.NOT_HELD, hold::unlockRead).getMessage().contains("careless"));
        hold.lockRead();
        hold.unlockRead();
        assertRefused(Rule.NOT_HELD, hold::unlockRead);
        assertRefused(Rule.NOT_HELD, () -> hold.unlockRead(context));
        assertEquals(0, context.balance());
        hold.close();
        assertRefused(Rule.NOT_HELD, hold::unlockRead);
        assertIdle();
    }

    @Test
    void test17TheHoldAndNotTheThreadDecidesWhereItLeaves() throws Exception {
        LockContext a = shared("a");
        Hold hold = a.newHold("handed over");
        actor("one").run(hold::lockRead);
        actor("two").run(hold::unlockRead);
        assertEquals(0, a.balance());
        assertIdle();
    }

    @Test
    void test31DepthHasABound() {
        Hold hold = confined("a").newHold("deep");
        for (int i = 0; i < Hold.MAX_DEPTH; i++) {
            hold.lockRead();
        }
        assertRefused(Rule.LIMIT, hold::lockRead);
        assertRefused(Rule.LIMIT, hold::tryLockRead);
        for (int i = 0; i < Hold.MAX_DEPTH; i++) {
            hold.unlockRead();
        }
        assertRefused(Rule.NOT_HELD, hold::unlockRead);
        assertIdle();
    }

    @Test
    void test15AnExceptionInsideAReadDoesNoHarm() {
        Hold hold = confined("a").newHold("failing");
        assertThrows(ArithmeticException.class, () -> {
            hold.lockRead();
            try {
                throw new ArithmeticException();
            } finally {
                hold.unlockRead();
            }
        });
        assertIdle();
    }

    @Test
    void aHoldIsClosedOnlyWhenFree() {
        Hold hold = confined("a").newHold("h");
        hold.lockRead();
        assertRefused(Rule.STILL_HELD, hold, hold::close);
        assertEquals(Hold.State.HELD, hold.state());
        hold.unlockRead();
        hold.close();
        hold.close();
        assertEquals(Hold.State.CLOSED, hold.state());
        assertRefused(Rule.CLOSED, hold, hold::lockRead);
        assertRefused(Rule.CLOSED, hold, hold::tryLockRead);
        assertIdle();
    }
}
