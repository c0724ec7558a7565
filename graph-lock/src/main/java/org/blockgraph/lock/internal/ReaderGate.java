// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

/**
 * Where readers and the writer meet when they cannot just pass: readers go to sleep, the writer makes its
 * final check.
 *
 * <p>The signal is raised and lowered under the list lock only, and a final check that fails raises and
 * lowers it without letting the list lock go. A reader that met the raised signal looks again under the list
 * lock before it sleeps; so it never sleeps on a signal that is taken back.
 */
final class ReaderGate {

    private final Registry registry;
    private final ListLock listLock;
    private final WriterSignal signal;
    private final Census census;

    ReaderGate(Registry registry, ListLock listLock, WriterSignal signal, Census census) {
        this.registry = registry;
        this.listLock = listLock;
        this.signal = signal;
        this.census = census;
    }

    WriterSignal signal() {
        return signal;
    }

    /** Waits, without regard to interrupts, until the reader's entry, which it has counted, may stand. */
    void sleepUntilLowered(ReaderHold hold) {
        listLock.lock();
        try {
            if (signal.isRaised()) {
                fallAsleep(hold);
                try {
                    while (isStillRaised(hold)) {
                        listLock.changed().awaitUninterruptibly();
                    }
                } finally {
                    census.wake(hold);
                }
                enterAgain(hold);
            }
        } finally {
            listLock.unlock();
        }
    }

    /**
     * The same, for a limited time and until interrupted.
     *
     * @return false when the time passed; the entry is no longer counted then
     */
    boolean sleepUntilLowered(ReaderHold hold, long nanos) throws InterruptedException {
        listLock.lock();
        try {
            if (signal.isRaised()) {
                fallAsleep(hold);
                try {
                    long left = nanos;
                    while (isStillRaised(hold)) {
                        if (left <= 0) {
                            return false;
                        }
                        left = listLock.changed().awaitNanos(left);
                    }
                } finally {
                    census.wake(hold);
                }
                enterAgain(hold);
            }
            return true;
        } finally {
            listLock.unlock();
        }
    }

    /** Takes the entry back, so that the writer does not wait for a sleeper. */
    private void fallAsleep(ReaderHold hold) {
        undoEntry(hold);
        refuseWriter(hold);
        census.sleep(hold);
    }

    private boolean isStillRaised(ReaderHold hold) {
        registry.refuseIfLockClosed();
        if (hold.count().isClosed()) {
            throw Refusals.contextClosed(hold.context());
        }
        return signal.isRaised();
    }

    /** Counts the entry of a sleeper anew; under the list lock the signal stays lowered meanwhile. */
    private void enterAgain(ReaderHold hold) {
        if (!hold.count().enter()) {
            throw Refusals.contextClosed(hold.context());
        }
    }

    /** Takes back the entry of a reader that does not want to sleep, without the list lock. */
    void turnAway(ReaderHold hold) {
        undoEntry(hold);
        refuseWriter(hold);
        registry.refuseIfLockClosed();
    }

    /** A final check may have counted the entry and failed for it: so the writer is called here, too. */
    private void undoEntry(ReaderHold hold) {
        if (!hold.count().leave()) {
            registry.leaveRetired();
        }
        signal.ring();
    }

    private void refuseWriter(ReaderHold hold) {
        if (signal.isWriter(Thread.currentThread())) {
            throw Refusals.writerReads(hold);
        }
    }

    /**
     * The writer's final check: leaves the signal raised and returns true when nobody is inside. Otherwise
     * everything is as before.
     */
    boolean shutOut() {
        listLock.lock();
        try {
            registry.refuseIfLockClosed();
            if (census.sum() != 0) {
                return false;
            }
            // The sum above only says that a try is worth it: it was taken while readers came and went.
            signal.raise();
            if (census.sum() == 0) {
                return true;
            }
            lower();
            return false;
        } finally {
            listLock.unlock();
        }
    }

    /** The writer leaves: lowers the signal and wakes every sleeper. */
    void letIn() {
        listLock.lock();
        try {
            lower();
        } finally {
            listLock.unlock();
        }
    }

    private void lower() {
        signal.lower();
        listLock.changed().signalAll();
    }

    /** Refuses from now on and wakes everybody who waits. Returns false when it was closed before. */
    boolean close() {
        listLock.lock();
        try {
            if (signal.isClosed()) {
                return false;
            }
            signal.close();
            listLock.changed().signalAll();
        } finally {
            listLock.unlock();
        }
        signal.ring();
        return true;
    }
}
