// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.GlobalLock;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockTimeoutException;

/** How the writer comes in and leaves. The global lock lets one thread at a time into all of this. */
final class WriterGate {

    private final GlobalLock global;
    private final Registry registry;
    private final ReaderGate readers;
    private final Quiescer quiescer;
    private final WriterSignal signal;
    private final WriterWatch watch;

    /** Who is inside or waits to be; set by the holder of the global lock, read by reports. */
    private volatile WriterSection current;

    WriterGate(
            GlobalLock global,
            Registry registry,
            ReaderGate readers,
            Quiescer quiescer,
            WriterSignal signal) {
        this.global = global;
        this.registry = registry;
        this.readers = readers;
        this.quiescer = quiescer;
        this.signal = signal;
        this.watch = new WriterWatch(registry);
    }

    String lockName() {
        return registry.lockName();
    }

    WriterSection current() {
        return current;
    }

    boolean isWriter() {
        return signal.isWriter(Thread.currentThread());
    }

    WriterSection enter(String reason) {
        WriterSection next = announce(reason);
        boolean alone = false;
        try {
            next.waiting().untilAlone();
            alone = true;
        } finally {
            withdrawUnless(alone, next);
        }
        return goInside(next);
    }

    WriterSection enter(String reason, long timeout, TimeUnit unit)
            throws LockTimeoutException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        WriterSection next = announce(reason);
        boolean alone = false;
        try {
            alone = next.waiting().untilAlone(unit.toNanos(timeout));
            if (!alone) {
                throw WriterTimeouts.describe(next, registry);
            }
        } finally {
            withdrawUnless(alone, next);
        }
        return goInside(next);
    }

    /** Returns null when a reader is inside. */
    WriterSection tryEnter(String reason) {
        requireMayWrite();
        // It is inside at once or not at all, so that there is nobody to watch.
        WriterSection next = new WriterSection(this, new WriterWait(registry, readers, signal, reason, null));
        return readers.shutOut() ? goInside(next) : null;
    }

    private WriterSection announce(String reason) {
        requireMayWrite();
        WriterSection next =
                new WriterSection(this, new WriterWait(registry, readers, signal, reason, watch));
        current = next;
        boolean quiesced = false;
        try {
            next.endsWith(quiescer.begin());
            quiesced = true;
            return next;
        } finally {
            withdrawUnless(quiesced, next);
        }
    }

    private void withdrawUnless(boolean goesOn, WriterSection next) {
        if (!goesOn) {
            current = null;
            next.gaveUp();
        }
    }

    /** Nothing in here may fail: the signal is raised already. */
    private WriterSection goInside(WriterSection next) {
        next.begin();
        current = next;
        signal.setWriter(Thread.currentThread());
        return next;
    }

    /** Called by the section: from now on this thread is not the writer, and every sleeper is awake. */
    void leave() {
        current = null;
        signal.setWriter(null);
        readers.letIn();
    }

    void defer(Runnable work) {
        if (!isWriter()) {
            throw Refusals.notWriter(lockName(), "deferring work", writer());
        }
        current.defer(work);
    }

    /** Returns the thread inside as the writer, or null. */
    private Thread writer() {
        WriterSection inside = current;
        return inside != null && inside.isInside() ? inside.thread() : null;
    }

    private void requireMayWrite() {
        registry.refuseIfLockClosed();
        if (!global.isHeldByCurrentThread()) {
            throw Refusals.noGlobalLock(lockName(), global.owner());
        }
        // Set also while this thread waits: a quiesce hook must not try to write.
        if (current != null) {
            throw Refusals.recursion(lockName(), "write lock");
        }
        Hold held = registry.heldBy(Thread.currentThread());
        if (held != null) {
            throw Refusals.upgrade(lockName(), "write lock", held);
        }
    }
}
