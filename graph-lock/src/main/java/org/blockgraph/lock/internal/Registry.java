// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.List;
import org.blockgraph.lock.ContextKind;

/** Contexts and holds come and go here: the census, with the list lock taken around it. */
final class Registry {

    private final String lockName;
    private final ListLock listLock;
    private final WriterSignal signal;
    private final Census census;

    Registry(String lockName, ListLock listLock, WriterSignal signal, Census census) {
        this.lockName = lockName;
        this.listLock = listLock;
        this.signal = signal;
        this.census = census;
    }

    String lockName() {
        return lockName;
    }

    ReaderContext openContext(String name, ContextKind kind, ReaderGate gate) {
        ReaderContext context = new ReaderContext(name, kind, this, gate);
        listLock.lock();
        try {
            refuseIfLockClosed();
            if (!census.add(context)) {
                throw Refusals.tooManyContexts(lockName);
            }
            return context;
        } finally {
            listLock.unlock();
        }
    }

    void closeContext(ReaderContext context) {
        listLock.lock();
        try {
            census.close(context);
            listLock.changed().signalAll();
        } finally {
            listLock.unlock();
        }
    }

    ReaderHold add(ReaderHold hold) {
        listLock.lock();
        try {
            refuseIfLockClosed();
            if (hold.count().isClosed()) {
                throw Refusals.contextClosed(hold.context());
            }
            if (!census.add(hold)) {
                throw Refusals.tooManyHolds(hold.context());
            }
            return hold;
        } finally {
            listLock.unlock();
        }
    }

    void closeHold(ReaderHold hold) {
        listLock.lock();
        try {
            if (census.isAsleep(hold) || !hold.closeWord()) {
                throw Refusals.stillInside(hold);
            }
            census.remove(hold);
        } finally {
            listLock.unlock();
        }
    }

    /** Counts a departure through a context whose count is retired. */
    void leaveRetired() {
        listLock.lock();
        try {
            census.leaveRetired();
        } finally {
            listLock.unlock();
        }
    }

    boolean abandon(ReaderHold hold) {
        listLock.lock();
        try {
            if (!census.abandon(hold)) {
                return false;
            }
        } finally {
            listLock.unlock();
        }
        signal.ring();
        return true;
    }

    void forgetAbandoned(ReaderHold hold) {
        listLock.lock();
        try {
            census.forgetAbandoned(hold);
        } finally {
            listLock.unlock();
        }
    }

    /** Returns the sum as it is now, for reports; it may be off by readers on their way. */
    long sumNow() {
        listLock.lock();
        try {
            return census.sum();
        } finally {
            listLock.unlock();
        }
    }

    /** Returns a hold through which the thread is inside, or null. */
    ReaderHold heldBy(Thread thread) {
        listLock.lock();
        try {
            return census.heldBy(thread);
        } finally {
            listLock.unlock();
        }
    }

    /** Returns who is inside, and remembers to have seen them, so that reports can say since when. */
    List<Sighting> noticeReaders() {
        listLock.lock();
        try {
            return census.inside();
        } finally {
            listLock.unlock();
        }
    }

    void refuseIfLockClosed() {
        if (signal.isClosed()) {
            throw Refusals.lockClosed(lockName);
        }
    }

    /** Refuses a reader. */
    void refuseIfLockClosed(ReaderHold hold) {
        if (signal.isClosed()) {
            throw Refusals.lockClosed(lockName, hold);
        }
    }
}
