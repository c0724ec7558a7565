// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.LockUsageException.Rule;
import org.junit.jupiter.api.Test;

/** The writer's rules. */
class WriterTest extends LockFixture {

    @Test
    void test08UpgradeIsRefusedNamingTheHold() {
        Hold hold = confined("a").newHold("the request");
        hold.lockRead();
        assertTrue(assertRefused(Rule.UPGRADE, () -> lock.global().lock())
                .getMessage().contains("the request"));
        assertRefused(Rule.UPGRADE, () -> lock.global().tryLock(1, TimeUnit.DAYS));
        assertRefused(Rule.UPGRADE, () -> lock.quiesce("test"));
        hold.unlockRead();
        lock.global().lock();
        hold.lockRead();
        // Those that end in any case come first: without a refusal the last would wait for ever.
        assertRefused(Rule.UPGRADE, () -> lock.tryLockWrite("test"));
        assertRefused(Rule.UPGRADE, () -> lock.lockWrite("test", 1, TimeUnit.MILLISECONDS));
        assertRefused(Rule.UPGRADE, () -> lock.lockWrite("test"));
        assertEquals(0, lock.snapshot(false).quiesceDepth());
        assertEquals(1, lock.snapshot(false).readerSum());
        hold.unlockRead();
        lock.global().unlock();
        assertIdle();
    }

    @Test
    void test09TheWriteLockIsNotRecursive() throws Exception {
        Hold hold = confined("a").newHold("h");
        write(() -> {
            assertTrue(lock.isWriter());
            assertRefused(Rule.WRITER_RECURSION, () -> lock.lockWrite("again"));
            assertRefused(Rule.WRITER_RECURSION, () -> lock.tryLockWrite("again"));
            assertRefused(Rule.WRITER_RECURSION, () -> lock.global().lock());
            assertRefused(Rule.WRITER_RECURSION, hold::lockRead);
            assertRefused(Rule.WRITER_RECURSION, hold::tryLockRead);
            assertRefused(Rule.WRITER_RECURSION, () -> hold.tryLockRead(1, TimeUnit.DAYS));
            assertEquals(0, lock.snapshot(false).readerSum());
            assertRefused(Rule.WRITE_HELD, () -> lock.global().unlock());
            try (QuiesceSection _ = lock.quiesce("nested")) {
                assertEquals(2, lock.snapshot(false).quiesceDepth());
            }
        });
        assertTrue(!lock.isWriter());
        assertIdle();
    }

    @Test
    void test10WithoutTheGlobalLockIsRefused() throws Exception {
        assertRefused(Rule.NO_GLOBAL_LOCK, () -> lock.lockWrite("test"));
        assertRefused(Rule.NO_GLOBAL_LOCK, () -> lock.tryLockWrite("test"));
        assertRefused(Rule.NOT_HELD, () -> lock.global().unlock());
        Actor owner = actor("owner");
        owner.run(() -> lock.global().lock());
        assertTrue(assertRefused(Rule.NO_GLOBAL_LOCK, () -> lock.lockWrite("test", 1, TimeUnit.DAYS))
                .getMessage().contains("owner"));
        assertSame(owner.thread(), lock.global().owner());
        assertTrue(assertRefused(Rule.NOT_HELD, () -> lock.global().unlock())
                .getMessage().contains("thread 'owner' holds it"));
        assertTrue(!lock.global().tryLock(1, TimeUnit.MILLISECONDS));
        owner.run(() -> lock.global().unlock());
        assertNull(lock.global().owner());
        assertIdle();
    }

    @Test
    void test15AnExceptionInsideAWriteDoesNoHarm() {
        assertThrows(ArithmeticException.class, () -> write(() -> {
            throw new ArithmeticException();
        }));
        assertIdle();
    }

    @Test
    void test16TheSectionIsClosedOnceByItsThread() throws Exception {
        lock.global().lock();
        WriteSection section = lock.lockWrite("test");
        assertEquals(0, section.heldNanos());
        Actor other = actor("other");
        String holder = "thread '" + Thread.currentThread().getName() + "' is";
        String message = assertRefused(Rule.NOT_HELD, () -> other.run(section::close)).getMessage();
        assertTrue(message.endsWith(holder), message);
        message = assertRefused(Rule.NOT_HELD, () -> other.run(() -> lock.defer(() -> {}))).getMessage();
        assertTrue(message.endsWith(holder), message);
        assertTrue(lock.isWriter());
        section.close();
        assertTrue(section.heldNanos() > 0);
        assertRefused(Rule.NOT_HELD, section::close);
        try (WriteSection _ = lock.lockWrite("next")) {
            assertRefused(Rule.NOT_HELD, section::close);
            assertTrue(lock.isWriter(), "closing an old section ended the new one");
        }
        lock.global().unlock();
        assertIdle();
    }

    @Test
    void test21UseUnderTheWriteLockFromTheSameAndAnotherThread() throws Exception {
        Actor other = actor("other");
        Hold hold = shared("a").newHold("h");
        List<CompletableFuture<?>> sleepers = new ArrayList<>();
        write(() -> {
            try (LockContext context = confined("made inside"); Hold _ = context.newHold("inside")) {
                other.run(() -> {
                    assertTrue(!lock.isWriter());
                    assertRefused(Rule.NO_GLOBAL_LOCK, () -> lock.lockWrite("other"));
                    assertRefused(Rule.NOT_HELD, () -> lock.defer(() -> {}));
                    assertTrue(!hold.tryLockRead());
                    assertTrue(lock.snapshot(true).writer().inside());
                    assertTrue(lock.snapshot(true).writer().stack().stream()
                            .anyMatch(frame -> frame.contains("WriterTest.test21")));
                    assertEquals(List.of(), lock.snapshot(false).writer().stack());
                    lock.openContext("by another thread", ContextKind.CONFINED).close();
                });
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            sleepers.add(other.start(() -> {
                hold.lockRead();
                hold.unlockRead();
                return null;
            }));
            awaitSleepingReaders(1);
            LockSnapshot.Reader sleeper = lock.snapshot(true).sleepingReaders().get(0);
            assertEquals("h", sleeper.owner());
            assertEquals("other", sleeper.thread());
        });
        Actor.result(sleepers.get(0));
        assertIdle();
    }

    @Test
    void test22WaitingForIoUnderTheWriteLockIsRefused() throws Exception {
        lock.requireMayWait("a read of sda");
        write(() -> {
            String message = assertRefused(
                    Rule.WAIT_UNDER_WRITE, () -> lock.requireMayWait("a read of sda")).getMessage();
            assertTrue(message.contains("a read of sda"), message);
        });
        lock.requireMayWait("a read of sda");
    }

    @Test
    void tryNeitherWaitsNorQuiesces() throws Exception {
        List<String> calls = new ArrayList<>();
        lock.addQuiesceHook(new QuiesceHook() {
            @Override
            public void quiesceBegin() {
                calls.add("begin");
            }

            @Override
            public void quiesceEnd() {
                calls.add("end");
            }
        });
        Hold hold = confined("a").newHold("h");
        hold.lockRead();
        Actor writer = actor("writer");
        writer.run(() -> {
            lock.global().lock();
            assertNull(lock.tryLockWrite("test"));
        });
        hold.unlockRead();
        writer.run(() -> {
            try (WriteSection _ = lock.tryLockWrite("test")) {
                assertTrue(lock.isWriter());
            }
            lock.global().unlock();
        });
        assertEquals(List.of(), calls);
        assertIdle();
    }
}
