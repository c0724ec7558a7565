// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers whether a driver has anything to flush. A flush covers every write that completed before it, so
 * it may be left out only if no write has completed since a flush that has itself succeeded: while another
 * one is still under way, or after one that failed, it may not.
 */
final class FlushState {

    private final ReentrantLock lock = new ReentrantLock();

    /** Set by any writer without the lock; cleared under the lock, before the driver is called. */
    private volatile boolean dirty = true;

    /** Flushes under way; under the lock. */
    private int flushing;

    /**
     * Notes that a write has completed, or failed and may have changed something. The field is written only
     * where it changes: a writer that sees it set comes before the flush that clears it, which covers it.
     */
    void written() {
        if (!dirty) {
            dirty = true;
        }
    }

    /** Begins a flush; returns false when there is nothing to flush. */
    boolean begin() {
        lock.lock();
        try {
            if (!dirty && flushing == 0) {
                return false;
            }
            flushing++;
            dirty = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a flush that {@link #begin} began. */
    void end(boolean succeeded) {
        lock.lock();
        try {
            flushing--;
            if (!succeeded) {
                dirty = true;
            }
        } finally {
            lock.unlock();
        }
    }
}
