// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.lock.GlobalLock;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockSnapshot;

/**
 * The global lock. Not fair, for the reason given at {@link ListLock}: whoever wants changes in the order of
 * arrival queues them.
 */
final class OwnedGlobalLock implements GlobalLock {

    private final Registry registry;
    private final WriterSignal signal;
    private final LateReports reports;
    private final Mutex mutex = new Mutex();

    OwnedGlobalLock(Registry registry, WriterSignal signal, LateReports reports) {
        this.registry = registry;
        this.signal = signal;
        this.reports = reports;
    }

    @Override
    public void lock() {
        refuseReaderAndWriter();
        mutex.lock();
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
        refuseReaderAndWriter();
        return mutex.tryLock(timeout, unit);
    }

    @Override
    public void unlock() {
        if (!mutex.isHeldByCurrentThread()) {
            throw Refusals.globalNotHeld(registry.lockName(), mutex.holder());
        }
        if (signal.isWriter(Thread.currentThread())) {
            throw Refusals.writeHeld(registry.lockName());
        }
        mutex.unlock();
        if (!mutex.isHeldByCurrentThread()) {
            reports.log();
        }
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return mutex.isHeldByCurrentThread();
    }

    @Override
    public Thread owner() {
        return mutex.holder();
    }

    /** Who has it and who waits for it, at about the same moment. Takes no lock. */
    LockSnapshot.Global report(boolean withStack) {
        Thread owner = mutex.holder();
        List<String> waiting = mutex.waiting().reversed().stream().map(Thread::getName).toList();
        return owner == null
                ? new LockSnapshot.Global("", waiting, List.of())
                : new LockSnapshot.Global(
                        owner.getName(), waiting, withStack ? Sighting.stackOf(owner) : List.of());
    }

    /** A reader that waited here could meet a writer that waits for it. */
    private void refuseReaderAndWriter() {
        if (signal.isWriter(Thread.currentThread())) {
            throw Refusals.recursion(registry.lockName(), "global lock");
        }
        Hold held = registry.heldBy(Thread.currentThread());
        if (held != null) {
            throw Refusals.upgrade(registry.lockName(), "global lock", held);
        }
    }

    /** Shows its threads. */
    private static final class Mutex extends ReentrantLock {
        private static final long serialVersionUID = 1L;

        Thread holder() {
            return getOwner();
        }

        /** The last to come first. */
        List<Thread> waiting() {
            return List.copyOf(getQueuedThreads());
        }
    }
}
