// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.concurrent.TimeUnit;

/**
 * Where readers and the writer meet when they cannot just pass: readers go to sleep, the writer makes its
 * final check.
 *
 * <p>The signal is raised and lowered under the list lock only, and a final check that fails raises and
 * lowers it without letting the list lock go. A reader that met the raised signal first takes its entry back,
 * so that the check cannot fail for it, and looks again under the list lock before it sleeps; so it never
 * sleeps on a signal that is taken back.
 */
final class ReaderGate {

    /** How long the final check may keep the signal raised before it is taken back. */
    static final long CHECK_NANOS = TimeUnit.MICROSECONDS.toNanos(5);

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

    /** Takes the reader's entry back and enters anew when the signal is lowered, ignoring interrupts. */
    void enterWhenLowered(ReaderHold hold) {
        turnAway(hold);
        ReaderWaitEvent wait = Recorder.isOn() ? ReaderWaitEvent.begun() : null;
        boolean entered = false;
        try {
            awaitLowered(hold);
            entered = true;
        } finally {
            if (wait != null) {
                wait.over(hold, entered);
            }
        }
    }

    private void awaitLowered(ReaderHold hold) {
        listLock.lock();
        try {
            if (isStillRaised(hold)) {
                census.sleep(hold);
                try {
                    do {
                        listLock.changed().awaitUninterruptibly();
                    } while (isStillRaised(hold));
                } finally {
                    census.wake(hold);
                }
            }
            enterAgain(hold);
        } finally {
            listLock.unlock();
        }
    }

    /**
     * The same, for a limited time and until interrupted.
     *
     * @return false when the time passed; the entry is not counted then
     */
    boolean enterWhenLowered(ReaderHold hold, long nanos) throws InterruptedException {
        turnAway(hold);
        ReaderWaitEvent wait = Recorder.isOn() ? ReaderWaitEvent.begun() : null;
        boolean entered = false;
        try {
            entered = awaitLowered(hold, nanos);
            return entered;
        } finally {
            if (wait != null) {
                wait.over(hold, entered);
            }
        }
    }

    private boolean awaitLowered(ReaderHold hold, long nanos) throws InterruptedException {
        listLock.lock();
        try {
            if (isStillRaised(hold)) {
                census.sleep(hold);
                try {
                    long left = nanos;
                    do {
                        if (left <= 0) {
                            return false;
                        }
                        left = listLock.changed().awaitNanos(left);
                    } while (isStillRaised(hold));
                } finally {
                    census.wake(hold);
                }
            }
            enterAgain(hold);
            return true;
        } finally {
            listLock.unlock();
        }
    }

    private boolean isStillRaised(ReaderHold hold) {
        registry.refuseIfLockClosed(hold);
        if (hold.count().isClosed()) {
            throw Refusals.contextClosed(hold);
        }
        return signal.isRaised();
    }

    /** Counts the entry anew; under the list lock the signal stays lowered meanwhile. */
    private void enterAgain(ReaderHold hold) {
        if (!hold.count().enter()) {
            throw Refusals.contextClosed(hold);
        }
    }

    /**
     * Takes back the entry of a reader that met the raised signal, without the list lock. A final check may
     * have counted that entry and failed for it: so the writer is called here, too.
     */
    void turnAway(ReaderHold hold) {
        if (!hold.count().leave()) {
            registry.leaveRetired();
        }
        signal.ring();
        if (signal.isWriter(Thread.currentThread())) {
            throw Refusals.writerReads(hold);
        }
        registry.refuseIfLockClosed(hold);
    }

    /**
     * The writer's final check: leaves the signal raised and returns true when nobody is inside. Otherwise
     * everything is as before.
     */
    boolean shutOut() {
        return shutOut(false);
    }

    /**
     * The same.
     *
     * @param courteous whether to let readers in first that slept through the last write
     */
    boolean shutOut(boolean courteous) {
        listLock.lock();
        try {
            registry.refuseIfLockClosed();
            if (courteous && census.hasSleepers() || census.sum() != 0) {
                return false;
            }
            // The sum above only says that a try is worth it: it was taken while readers came and went.
            signal.raise();
            if (isEmptySoon()) {
                return true;
            }
            lower();
            return false;
        } finally {
            listLock.unlock();
        }
    }

    /**
     * Sums with the signal raised, again and again for a moment: readers that are just being turned away, or
     * are inside for less than that, would otherwise keep a writer out that is not helped by a quiesce. The
     * moment is short, because a reader that is inside may have to wait through it for a nested read.
     */
    private boolean isEmptySoon() {
        long start = System.nanoTime();
        do {
            if (census.sum() == 0) {
                return true;
            }
            Thread.onSpinWait();
        } while (System.nanoTime() - start < CHECK_NANOS);
        return false;
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
