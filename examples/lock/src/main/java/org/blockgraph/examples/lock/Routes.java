// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.lock;

import java.util.HashMap;
import java.util.Map;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLockFactory;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.WriteSection;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Which server answers for which name: looked up for every message by many threads, changed now and then. The
 * two tables always agree for those who look through a {@link Reader}.
 */
@Component(service = Routes.class)
public final class Routes implements AutoCloseable {

    private final GraphLock lock;

    /** Read under a hold, changed under the write lock, like {@link #namesOfServer}. */
    private final Map<String, String> serverOfName = new HashMap<>();

    private final Map<String, Integer> namesOfServer = new HashMap<>();

    /** Opens a lock of its own, which no other structure shares. */
    @Activate
    public Routes(@Reference GraphLockFactory locks) {
        lock = locks.open("routes");
    }

    /**
     * Lets a name be answered by a server. Any thread that holds no read.
     *
     * @return how long it waited for the readers inside, in nanoseconds
     */
    public long route(String name, String server) {
        lock.global().lock();
        try (WriteSection section = lock.lockWrite("route " + name + " to " + server)) {
            String before = serverOfName.put(name, server);
            if (before != null) {
                namesOfServer.merge(before, -1, Integer::sum);
            }
            namesOfServer.merge(server, 1, Integer::sum);
            return section.waitedNanos();
        } finally {
            lock.global().unlock();
        }
    }

    /** Prepares one thread's look-ups; closed by its user. */
    public Reader newReader(String who) {
        return new Reader(who);
    }

    /** Closes the lock. */
    @Override
    @Deactivate
    public void close() {
        lock.close();
    }

    /** Looks up without a lock that others wait for, and without garbage. One thread at a time. */
    public final class Reader implements AutoCloseable {

        private final LockContext context;
        private final Hold hold;

        private Reader(String who) {
            context = lock.openContext(who, ContextKind.CONFINED);
            hold = context.newHold(who);
        }

        /** Returns the server of a name, or null. */
        public String serverOf(String name) {
            hold.lockRead();
            try {
                return serverOfName.get(name);
            } finally {
                hold.unlockRead();
            }
        }

        /** Tells whether both tables say the same of a name's server; always true. */
        public boolean agree(String name) {
            hold.lockRead();
            try {
                String server = serverOfName.get(name);
                long names = serverOfName.values().stream().filter(each -> each.equals(server)).count();
                return server == null || names == namesOfServer.get(server);
            } finally {
                hold.unlockRead();
            }
        }

        @Override
        public void close() {
            hold.close();
            context.close();
        }
    }
}
