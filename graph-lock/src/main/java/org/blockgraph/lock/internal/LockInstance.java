// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GlobalLock;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.LockSnapshot;
import org.blockgraph.lock.LockTimeoutException;
import org.blockgraph.lock.QuiesceHook;
import org.blockgraph.lock.QuiesceSection;
import org.blockgraph.lock.WriteSection;

/** One lock: puts its parts together. */
final class LockInstance implements GraphLock {

    private final String name;
    private final Consumer<LockInstance> whenClosed;
    private final Registry registry;
    private final ReaderGate readers;
    private final GlobalLock global;
    private final Quiescer quiescer;
    private final WriterGate writers;
    private final Reports reports;

    /** Makes an open lock, which tells when it is closed. */
    LockInstance(String name, Consumer<LockInstance> whenClosed) {
        this.name = Objects.requireNonNull(name, "name");
        this.whenClosed = whenClosed;
        WriterSignal signal = WriterSignal.create();
        ListLock listLock = new ListLock();
        Census census = new Census(listLock);
        registry = new Registry(name, listLock, signal, census);
        readers = new ReaderGate(registry, listLock, signal, census);
        LateReports late = new LateReports(name);
        OwnedGlobalLock owned = new OwnedGlobalLock(registry, signal, late);
        global = owned;
        quiescer = new Quiescer(name, global, late);
        writers = new WriterGate(global, registry, readers, quiescer, signal);
        reports = new Reports(listLock, census, registry, writers, quiescer, owned);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LockContext openContext(String contextName, ContextKind kind) {
        return registry.openContext(contextName, kind, readers);
    }

    @Override
    public GlobalLock global() {
        return global;
    }

    @Override
    public WriteSection lockWrite(String reason) {
        return writers.enter(Objects.requireNonNull(reason, "reason"));
    }

    @Override
    public WriteSection lockWrite(String reason, long timeout, TimeUnit unit)
            throws LockTimeoutException, InterruptedException {
        return writers.enter(Objects.requireNonNull(reason, "reason"), timeout, unit);
    }

    @Override
    public WriteSection tryLockWrite(String reason) {
        return writers.tryEnter(Objects.requireNonNull(reason, "reason"));
    }

    @Override
    public QuiesceSection quiesce(String reason) {
        registry.refuseIfLockClosed();
        Hold held = registry.heldBy(Thread.currentThread());
        if (held != null) {
            throw Refusals.upgrade(name, "quiesce for '" + reason + "'", held);
        }
        return quiescer.begin();
    }

    @Override
    public AutoCloseableRegistration addQuiesceHook(QuiesceHook hook) {
        registry.refuseIfLockClosed();
        return quiescer.add(Objects.requireNonNull(hook, "hook"));
    }

    @Override
    public void defer(Runnable work) {
        writers.defer(work);
    }

    @Override
    public boolean isWriter() {
        return writers.isWriter();
    }

    @Override
    public String heldBy(Thread thread) {
        Hold held = registry.heldBy(Objects.requireNonNull(thread, "thread"));
        return held == null ? null : held.owner();
    }

    @Override
    public void requireMayWait(String what) {
        if (writers.isWriter()) {
            throw Refusals.waitUnderWrite(name, what);
        }
    }

    @Override
    public LockSnapshot snapshot(boolean withStacks) {
        return reports.snapshot(withStacks);
    }

    @Override
    public void close() {
        if (readers.close()) {
            whenClosed.accept(this);
        }
    }

    @Override
    public String toString() {
        return "lock '" + name + "'";
    }
}
