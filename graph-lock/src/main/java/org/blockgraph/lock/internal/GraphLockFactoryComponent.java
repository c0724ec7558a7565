// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.LockSnapshot;
import org.blockgraph.lock.LockUsageException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.ServiceScope;

/** The factory: one for each client bundle in a framework, or made by hand on a plain class path. */
@Component(service = GraphLockFactory.class, scope = ServiceScope.BUNDLE)
public final class GraphLockFactoryComponent implements GraphLockFactory, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(GraphLockFactoryComponent.class.getName());

    /** The locks that are open; guarded by itself, as is {@link #closed}. */
    private final Set<LockInstance> open = new LinkedHashSet<>();

    private boolean closed;

    /** Makes a factory with no lock open. Any thread. */
    public GraphLockFactoryComponent() {}

    /**
     * {@inheritDoc}
     *
     * @throws LockUsageException LIMIT or CLOSED
     */
    @Override
    public GraphLock open(String name) {
        LockInstance lock = new LockInstance(name, this::forget);
        synchronized (open) {
            if (closed) {
                throw Refusals.factoryClosed();
            }
            if (open.size() == MAX_LOCKS) {
                throw Refusals.tooManyLocks();
            }
            open.add(lock);
        }
        return lock;
    }

    private void forget(LockInstance lock) {
        synchronized (open) {
            open.remove(lock);
        }
    }

    /**
     * Closes the locks that were left open and reports each, with whoever is still inside. Any thread;
     * waits for nobody; further calls do nothing.
     */
    @Override
    @Deactivate
    public void close() {
        List<LockInstance> left;
        synchronized (open) {
            closed = true;
            left = List.copyOf(open);
        }
        List<String> reports = new ArrayList<>();
        for (LockInstance lock : left) {
            // Before it is closed, which sends away whoever waits.
            reports.add(describe(lock.snapshot(false)));
            lock.close();
        }
        reports.forEach(report -> LOG.log(Level.WARNING, report));
    }

    private static String describe(LockSnapshot lock) {
        String inside = Readers.inWords(lock.readers());
        String asleep = lock.sleepingReaders().isEmpty() ? "" : "; asleep: " + lock.sleepingReaders().size();
        String writer = lock.writer() == null ? "" : "; writer '" + lock.writer().reason() + "' (thread '"
                + lock.writer().thread() + "')";
        return "lock '" + lock.name() + "' was left open by its client and is now closed; readers inside: "
                + (inside.isEmpty() ? "none" : inside) + asleep + writer;
    }
}
