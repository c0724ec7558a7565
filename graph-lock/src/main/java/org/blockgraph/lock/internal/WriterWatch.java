// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.LockSnapshot;

/**
 * Reports a writer that waits too long, naming the readers that it waits for. The waiting writer itself looks
 * at the clock, so that nothing runs while nobody waits. But it holds the global lock, under which nobody
 * logs: a thread of its own writes the report and ends. There is one such thread for a lock at most; while it
 * lives, no other report begins. It is a platform thread, because the readers in question may keep every
 * carrier of virtual threads.
 */
final class WriterWatch {

    private static final System.Logger LOG = System.getLogger(WriterWatch.class.getName());

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(GraphLock.LONG_WAIT_MILLIS);
    private static final long NEXT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Registry registry;

    /** Who reports, or did last; the waiting writer's. There is one at a time, by the global lock. */
    private Thread reporter;

    /** Which wait was reported last, by the time when it began, and when. */
    private long reportedWait;

    private long reportedAt;

    WriterWatch(Registry registry) {
        this.registry = registry;
    }

    /** Called by the waiting writer now and then: reports it after a while, and again after some seconds. */
    void look(WriterWait writer) {
        long waited = writer.elapsedNanos();
        if (waited < FIRST_NANOS
                || reporter != null && reporter.isAlive()
                || reportedWait == writer.begun() && System.nanoTime() - reportedAt < NEXT_NANOS) {
            return;
        }
        Thread waiting = Thread.currentThread();
        reportedWait = writer.begun();
        reportedAt = System.nanoTime();
        try {
            reporter = Thread.ofPlatform()
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .name("watch of lock '" + registry.lockName() + "'")
                    .unstarted(() -> report(writer.reason(), waiting, waited));
            // It is remembered when it has ended, and is not to keep the class loader of whoever writes.
            reporter.setContextClassLoader(null);
            reporter.start();
        } catch (OutOfMemoryError e) {
            // No thread is left for the report; the writer, for which there may be one, goes on.
            reporter = null;
        }
    }

    private void report(String reason, Thread writer, long waited) {
        List<LockSnapshot.Reader> inside = Readers.counted(registry.noticeReaders(), true);
        // They may have left meanwhile; then it was no reader that kept the writer so long.
        if (!inside.isEmpty()) {
            LOG.log(Level.WARNING, "lock '" + registry.lockName() + "': the writer '" + reason + "' (thread '"
                    + writer.getName() + "') has waited " + waited / 1_000_000 + " ms for "
                    + Readers.inWords(inside));
        }
    }
}
