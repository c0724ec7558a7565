// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.Hold;
import org.blockgraph.lock.LockContext;

/** A reader's token: the fast path of entering and leaving; everything that waits is in the gate. */
final class ReaderHold extends HoldWord implements Hold {

    /** Keeps the word away from what lies behind it. */
    long t0;
    long t1;
    long t2;
    long t3;
    long t4;
    long t5;
    long t6;
    long t7;
    long t8;
    long t9;
    long t10;
    long t11;
    long t12;
    long t13;
    long t14;

    private final ReaderContext context;
    private final ReaderCount count;
    private final Registry registry;
    private final ReaderGate gate;
    private final WriterSignal signal;
    private final String owner;

    ReaderHold(ReaderContext context, Registry registry, ReaderGate gate, String owner) {
        this.context = context;
        this.count = context.count();
        this.registry = registry;
        this.gate = gate;
        this.signal = gate.signal();
        this.owner = owner;
    }

    @Override
    public void lockRead() {
        long word = ownWord();
        if (!isFree(word)) {
            enterAgain(word);
            return;
        }
        countEntry();
        if (signal.isRaised()) {
            gate.enterWhenLowered(this);
        }
        begin(word);
    }

    @Override
    public void lockReadInterruptibly() throws InterruptedException {
        tryLockRead(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLockRead() {
        long word = ownWord();
        if (!isFree(word)) {
            enterAgain(word);
            return true;
        }
        countEntry();
        if (signal.isRaised()) {
            gate.turnAway(this);
            return false;
        }
        begin(word);
        return true;
    }

    @Override
    public boolean tryLockRead(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long word = ownWord();
        if (!isFree(word)) {
            enterAgain(word);
            return true;
        }
        countEntry();
        if (signal.isRaised() && !gate.enterWhenLowered(this, nanos)) {
            return false;
        }
        begin(word);
        return true;
    }

    @Override
    public void unlockRead() {
        leave(count);
    }

    @Override
    public void unlockRead(LockContext where) {
        if (!isInside(ownWord())) {
            throw Refusals.notInside(this, lastThread());
        }
        if (!(where instanceof ReaderContext other) || other.registry() != registry) {
            throw Refusals.foreignContext(this, where);
        }
        leave(other.count());
    }

    private void countEntry() {
        if (!count.enter()) {
            throw Refusals.contextClosed(this);
        }
    }

    private void enterAgain(long word) {
        if (isClosed(word)) {
            throw Refusals.holdClosed(this);
        }
        if (isAbandonedNow()) {
            throw Refusals.abandoned(this);
        }
        if (!nest()) {
            throw Refusals.tooDeep(this);
        }
    }

    private void leave(ReaderCount through) {
        long word = ownWord();
        if (!isInside(word)) {
            throw Refusals.notInside(this, lastThread());
        }
        if (unnest()) {
            return;
        }
        // The word first: whoever sees the departure counted also sees that the hold is no longer abandoned.
        end(word);
        if (!through.leave()) {
            registry.leaveRetired();
        }
        signal.ring();
        if (wasAbandoned(word)) {
            registry.forgetAbandoned(this);
        }
    }

    @Override
    public boolean abandon() {
        return registry.abandon(this);
    }

    @Override
    public boolean isAbandoned() {
        return isAbandonedNow();
    }

    @Override
    public State state() {
        return stateNow();
    }

    @Override
    public Thread thread() {
        return threadNow();
    }

    @Override
    public String owner() {
        return owner;
    }

    @Override
    public ReaderContext context() {
        return context;
    }

    ReaderCount count() {
        return count;
    }

    @Override
    public void close() {
        registry.closeHold(this);
    }

    @Override
    public String toString() {
        return "hold '" + owner + "' of " + context;
    }
}
