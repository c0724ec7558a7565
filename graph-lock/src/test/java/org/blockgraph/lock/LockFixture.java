// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.LockUsageException.Rule;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;

/** A lock, threads to use it, and the check that a test leaves it as it found it. */
public abstract class LockFixture {

    protected final GraphLockFactoryComponent factory = new GraphLockFactoryComponent();
    protected final GraphLock lock = factory.open("graph");
    private final List<Actor> actors = new ArrayList<>();

    protected final Actor actor(String name) {
        Actor actor = Actor.platform(name);
        actors.add(actor);
        return actor;
    }

    protected final Actor virtualActor(String name) {
        Actor actor = Actor.virtual(name);
        actors.add(actor);
        return actor;
    }

    protected final LockContext confined(String name) {
        return lock.openContext(name, ContextKind.CONFINED);
    }

    protected final LockContext shared(String name) {
        return lock.openContext(name, ContextKind.SHARED);
    }

    /** Writes once, under the global lock, in the calling thread, giving up after the usual deadline. */
    protected final void write(Runnable body) throws Exception {
        lock.global().lock();
        try (WriteSection _ = lock.lockWrite("test", Await.DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            body.run();
        } finally {
            lock.global().unlock();
        }
    }

    protected final void write() throws Exception {
        write(() -> {});
    }

    /** Waits until a writer waits, asleep. */
    protected final void awaitWriterAsleep(Actor writer) {
        Await.until("a writer asleep", () -> lock.snapshot(false).writer() != null
                && !lock.snapshot(false).writer().inside()
                && writer.thread().getState() == Thread.State.TIMED_WAITING);
    }

    protected final void awaitSleepingReaders(int count) {
        Await.until(count + " sleeping readers",
                () -> lock.snapshot(false).sleepingReaders().size() == count);
    }

    protected static LockUsageException assertRefused(Rule rule, Executable use) {
        LockUsageException refusal = assertThrows(LockUsageException.class, use);
        assertEquals(rule, refusal.rule(), refusal.getMessage());
        return refusal;
    }

    /** The same, with a message that begins with the hold and its owner. */
    protected static void assertRefused(Rule rule, Hold hold, Executable use) {
        String message = assertRefused(rule, use).getMessage();
        assertTrue(message.startsWith("hold '" + hold.owner() + "' of "), message);
    }

    /** Nobody is inside or waits, no quiesce is in force, and a writer can enter at once. */
    protected final void assertIdle() {
        LockSnapshot now = lock.snapshot(false);
        assertEquals(0, now.readerSum(), () -> "sum in " + now);
        assertEquals(List.of(), now.readers());
        assertEquals(List.of(), now.sleepingReaders());
        assertNull(now.writer());
        assertEquals(0, now.quiesceDepth());
        lock.global().lock();
        try (WriteSection section = lock.tryLockWrite("idle")) {
            assertEquals(0, section.readersAtStart());
        } finally {
            lock.global().unlock();
        }
    }

    @AfterEach
    void stopActors() {
        actors.forEach(Actor::close);
    }
}
