// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A hook that fails is reported, but not by a thread that holds the global lock. */
class HookFailureTest extends LockFixture {

    /** Fails in both methods. */
    private static final class Failing implements QuiesceHook {
        @Override
        public void quiesceBegin() {
            throw new ArithmeticException("begin");
        }

        @Override
        public void quiesceEnd() {
            throw new AssertionError("end");
        }
    }

    /** Looks for each report who holds the global lock while it is logged. */
    private final class OwnerSeen extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger("org.blockgraph.lock");
        private final List<Throwable> failures = new ArrayList<>();
        private final List<Thread> owners = new ArrayList<>();

        OwnerSeen() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            failures.add(record.getThrown());
            if (lock.global().owner() != null) {
                owners.add(lock.global().owner());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    @Test
    void isLoggedAfterTheGlobalLockIsReleased() throws Exception {
        lock.addQuiesceHook(new Failing());
        try (LogCatcher log = new LogCatcher(); OwnerSeen seen = new OwnerSeen()) {
            lock.global().lock();
            lock.global().lock();
            lock.lockWrite("test").close();
            actor("another thread").run(() -> lock.snapshot(false));
            lock.global().unlock();
            assertEquals(List.of(), log.messages(), "logged while the lock was held once more");
            lock.global().unlock();
            assertEquals(2, log.messages().size(), () -> "reports: " + log.messages());
            assertTrue(log.messages().get(0).contains("lock 'graph'"), log.messages().get(0));
            assertTrue(log.messages().get(0).contains(Failing.class.getName()), log.messages().get(0));
            assertTrue(log.messages().get(0).contains("quiesceBegin"), log.messages().get(0));
            assertTrue(log.messages().get(1).contains("quiesceEnd"), log.messages().get(1));
            assertEquals(ArithmeticException.class, seen.failures.get(0).getClass());
            assertEquals(List.of(), seen.owners);
        }
        assertIdle();
    }

    @Test
    void isLoggedAtOnceWithoutTheGlobalLock() {
        lock.addQuiesceHook(new Failing());
        try (LogCatcher log = new LogCatcher()) {
            QuiesceSection section = lock.quiesce("test");
            assertEquals(1, log.messages().size(), () -> "reports: " + log.messages());
            section.close();
            assertEquals(2, log.messages().size(), () -> "reports: " + log.messages());
            lock.quiesce("test");
            lock.addQuiesceHook(new Failing());
            assertEquals(4, log.messages().size(), () -> "reports: " + log.messages());
        }
    }

    @Test
    void reportsThatAreKeptHaveABound() {
        int failures = 100;
        for (int i = 0; i < failures; i++) {
            lock.addQuiesceHook(new Failing());
        }
        try (LogCatcher log = new LogCatcher()) {
            lock.global().lock();
            lock.quiesce("test");
            lock.global().unlock();
            int kept = log.messages().size() - 1;
            assertTrue(kept > 0 && kept < failures, () -> "reports: " + log.messages());
            String last = log.messages().get(kept);
            assertTrue(last.contains(failures - kept + " more"), last);
        }
    }
}
