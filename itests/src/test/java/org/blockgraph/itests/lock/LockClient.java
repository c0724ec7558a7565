// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockUsageException;

/** Somebody with a lock that he does not close and a hold that he keeps. */
final class LockClient {

    private final GraphLock lock;
    private final Hold hold;

    /** Enters, in the calling thread. */
    LockClient(GraphLockFactory locks) {
        lock = locks.open("careless");
        hold = lock.openContext("disk", ContextKind.SHARED).newHold("request 7");
        hold.lockRead();
    }

    static Path exampleJar() {
        return Path.of(System.getProperty("blockgraph.examples.lock"));
    }

    void requireInside() {
        assertEquals(1, lock.snapshot(false).readerSum());
        assertEquals(Hold.State.HELD, hold.state());
    }

    /** The lock was closed under the hold, which may be released and then is no good for anything. */
    void requireLeavesAndIsRefused() {
        requireInside();
        hold.unlockRead();
        assertEquals(0, lock.snapshot(false).readerSum());
        assertRefused(hold::lockRead);
        assertRefused(() -> lock.openContext("late", ContextKind.SHARED));
        hold.close();
        lock.close();
    }

    private static void assertRefused(Runnable use) {
        assertEquals(LockUsageException.Rule.CLOSED, assertThrows(LockUsageException.class, use::run).rule());
    }
}
