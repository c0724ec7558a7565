// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.ServiceLoader;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.QuiesceHook;
import org.blockgraph.lock.WriteSection;

/**
 * The graph lock: confined, each reader with a context of its own; shared, one context for all. Its readers
 * may heed a quiesce, as the lock wants them to, or come without a pause.
 */
final class GraphGuard implements Guard, QuiesceHook {

    private final GraphLock lock =
            ServiceLoader.load(GraphLockFactory.class).findFirst().orElseThrow().open("benchmark");
    private final LockContext all = lock.openContext("all", ContextKind.SHARED);
    private final ContextKind kind;

    /** While set no reader that heeds it starts. */
    private volatile boolean quiesced;

    GraphGuard(ContextKind kind, boolean heeding) {
        this.kind = kind;
        if (heeding) {
            lock.addQuiesceHook(this);
        }
    }

    @Override
    public void quiesceBegin() {
        quiesced = true;
    }

    @Override
    public void quiesceEnd() {
        quiesced = false;
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

    private final class HoldReader implements Reader {
        private final Hold hold;

        HoldReader(Hold hold) {
            this.hold = hold;
        }

        @Override
        public void enter() {
            while (quiesced) {
                Thread.yield();
            }
            hold.lockRead();
        }

        @Override
        public void leave() {
            hold.unlockRead();
        }
    }
}
