// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.lock.GlobalLock;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.GraphLock.AutoCloseableRegistration;
import org.blockgraph.lock.QuiesceHook;
import org.blockgraph.lock.QuiesceSection;

/**
 * Closes the sources of readers when the first section begins and opens them when the last one ends. A lock
 * of its own orders beginnings, ends and registrations; it is held while the hooks run, so that whoever
 * begins a section returns only after every source was closed. It is never taken under the list lock.
 */
final class Quiescer {

    private final String lockName;
    private final GlobalLock global;
    private final LateReports reports;
    private final ReentrantLock order = new ReentrantLock();
    private final Set<Registration> hooks = new LinkedHashSet<>();

    /** How many sections are open. Written under the order lock, read by reports. */
    private volatile int depth;

    Quiescer(String lockName, GlobalLock global, LateReports reports) {
        this.lockName = lockName;
        this.global = global;
        this.reports = reports;
    }

    int depth() {
        return depth;
    }

    QuiesceSection begin() {
        order.lock();
        try {
            if (depth == GraphLock.MAX_QUIESCE_SECTIONS) {
                throw Refusals.tooManySections(lockName);
            }
            depth = depth + 1;
            if (depth == 1) {
                List.copyOf(hooks).forEach(Registration::begin);
            }
            return new Section();
        } finally {
            unlockOrder();
        }
    }

    private void end() {
        order.lock();
        try {
            depth = depth - 1;
            if (depth == 0) {
                for (Registration each : List.copyOf(hooks)) {
                    // One that ends may have begun another section; then the sources stay closed.
                    if (depth == 0) {
                        each.end();
                    }
                }
            }
        } finally {
            unlockOrder();
        }
    }

    /** The only way to give up the order lock: what hooks did wrong is logged after it, if that may be. */
    private void unlockOrder() {
        order.unlock();
        if (!order.isHeldByCurrentThread() && !global.isHeldByCurrentThread()) {
            reports.log();
        }
    }

    AutoCloseableRegistration add(QuiesceHook hook) {
        Registration registration = new Registration(hook);
        order.lock();
        try {
            if (hooks.size() == GraphLock.MAX_QUIESCE_HOOKS) {
                throw Refusals.tooManyHooks(lockName);
            }
            hooks.add(registration);
            if (depth > 0) {
                registration.begin();
            }
            return registration;
        } finally {
            unlockOrder();
        }
    }

    private final class Section implements QuiesceSection {
        private final AtomicBoolean open = new AtomicBoolean(true);

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                end();
            }
        }
    }

    /** One hook. Its fields are guarded by the order lock, also when a hook calls back in. */
    private final class Registration implements AutoCloseableRegistration {
        private final QuiesceHook hook;
        private boolean removed;
        private boolean begun;

        Registration(QuiesceHook hook) {
            this.hook = hook;
        }

        void begin() {
            if (!removed && !begun) {
                begun = true;
                call("quiesceBegin", hook::quiesceBegin);
            }
        }

        void end() {
            if (begun) {
                begun = false;
                call("quiesceEnd", hook::quiesceEnd);
            }
        }

        /** A hook that fails, by whatever it throws, is reported; the others and the writer go on. */
        private void call(String what, Runnable action) {
            try {
                action.run();
            } catch (Throwable e) {
                reports.add("a quiesce hook (" + hook.getClass().getName() + ") failed in " + what
                        + " and was passed over", e);
            }
        }

        @Override
        public void close() {
            order.lock();
            try {
                if (!removed) {
                    removed = true;
                    hooks.remove(this);
                    end();
                }
            } finally {
                unlockOrder();
            }
        }
    }
}
