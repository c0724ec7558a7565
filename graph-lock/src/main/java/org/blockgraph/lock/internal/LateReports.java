// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Failures to report by threads that may hold the global lock: a log handler may wait, and foreign code that
 * waits under that lock keeps everybody from changing anything. So they are kept until a thread comes by that
 * does not hold it, which is the same one when it releases the lock. Any thread.
 */
final class LateReports {

    /** More than so many at once say nothing new; they are counted. */
    static final int MAX_KEPT = 16;

    private static final Logger LOG = System.getLogger(LateReports.class.getName());

    private record Report(String message, Throwable failure) {}

    private final String lockName;

    /** What was not logged yet; guarded by this. */
    private List<Report> kept = new ArrayList<>();

    /** How many were not kept; guarded by this. */
    private long dropped;

    /** Whether there is something to log, for a look without the monitor. Written under the monitor. */
    private volatile boolean pending;

    LateReports(String lockName) {
        this.lockName = lockName;
    }

    /** Keeps a failure until somebody may log it. */
    synchronized void add(String message, Throwable failure) {
        if (kept.size() < MAX_KEPT) {
            kept.add(new Report("lock '" + lockName + "': " + message, failure));
        } else {
            dropped++;
        }
        pending = true;
    }

    /** Logs what was kept; called without any lock. */
    void log() {
        if (!pending) {
            return;
        }
        List<Report> reports;
        long more;
        synchronized (this) {
            reports = kept;
            more = dropped;
            kept = new ArrayList<>();
            dropped = 0;
            pending = false;
        }
        reports.forEach(report -> LOG.log(Level.ERROR, report.message(), report.failure()));
        if (more > 0) {
            LOG.log(Level.ERROR, "lock '" + lockName + "': " + more + " more failures like these");
        }
    }
}
