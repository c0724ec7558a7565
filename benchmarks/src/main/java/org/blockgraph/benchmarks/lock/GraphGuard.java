// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.ServiceLoader;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.WriteSection;

/** The graph lock: confined, each reader with a context of its own; shared, one context for all. */
final class GraphGuard implements Guard {

    private final GraphLock lock =
            ServiceLoader.load(GraphLockFactory.class).findFirst().orElseThrow().open("benchmark");
    private final LockContext all = lock.openContext("all", ContextKind.SHARED);
    private final ContextKind kind;

    GraphGuard(ContextKind kind) {
        this.kind = kind;
    }

    @Override
    public Reader newReader() {
        LockContext context = kind == ContextKind.SHARED ? all : lock.openContext("own", kind);
        return new HoldReader(context.newHold("reader"));
    }

    @Override
    public void write(Runnable change) {
        lock.global().lock();
        try (WriteSection _ = lock.lockWrite("benchmark")) {
            change.run();
        } finally {
            lock.global().unlock();
        }
    }

    private record HoldReader(Hold hold) implements Reader {
        @Override
        public void enter() {
            hold.lockRead();
        }

        @Override
        public void leave() {
            hold.unlockRead();
        }
    }
}
