// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;

/**
 * Where a device's requests wait, before they take the read lock. A request counts itself in flight, fences
 * and looks at the gate; who closes the gate writes it, fences and looks at what is in flight: of the two at
 * least one sees the other.
 *
 * <p>Whether the gate is open is derived ({@link GateRule}), never counted. All fields but {@link #bits},
 * {@link #drainer} and {@link #heldByChanges} are guarded by {@link #lock}.
 */
final class Gate {

    private static final int WAIT = 1;
    private static final int FAIL = 1 << 1;
    private static final int QUIESCED = 1 << 2;

    /** How long a drainer sleeps at most before it looks again, should a kick have come too early. */
    private static final long RECHECK_NANOS = 500_000;

    /**
     * Why the gate is not open.
     *
     * @param hope whether the reason may be gone in a moment, so that nobody fails yet; {@link #look} when it
     *     answers otherwise
     */
    record Reason(BlockError error, String text, long deadlineNanos, BooleanSupplier hope) {
        /** A reason to wait that no deadline ends. */
        static final long NO_DEADLINE = Long.MAX_VALUE;

        Reason(BlockError error, String text, long deadlineNanos) {
            this(error, text, deadlineNanos, () -> false);
        }
    }

    private final String device;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Written under the lock, read by every request. 0 is open. */
    private volatile int bits;

    /** The thread that waits for requests to leave, or null; written by it, read by leaving requests. */
    private volatile Thread drainer;

    /** How many changes keep this gate closed and no other; guarded by the global lock instead. */
    private int heldByChanges;

    private Reason reason;
    private int waiting;
    private long waited;
    private long longestWait;

    Gate(String device) {
        this.device = device;
    }

    boolean isOpen() {
        return bits == 0;
    }

    @UnderGlobalLock
    void hold(int amount) {
        heldByChanges += amount;
        assert heldByChanges >= 0;
    }

    @UnderGlobalLock
    boolean isHeld() {
        return heldByChanges > 0;
    }

    /** Opens the gate but for a quiesce. */
    @UnderGlobalLock
    void open() {
        set(0, null);
    }

    /** Lets requests wait; those that wait stay. */
    @UnderGlobalLock
    void holdBack(Reason why) {
        set(WAIT, why);
    }

    /** Lets requests fail at once, unless there is hope, those that wait included. */
    void refuse(Reason why) {
        set(FAIL, why);
    }

    void quiesce(boolean on) {
        lock.lock();
        try {
            bits = on ? bits | QUIESCED : bits & ~QUIESCED;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void set(int wanted, Reason why) {
        lock.lock();
        try {
            reason = why;
            bits = (bits & QUIESCED) | wanted;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets those that wait see that there is no more hope. */
    void look() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells a drainer to look again: a request left, or turned back. */
    void kick() {
        Thread thread = drainer;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits until nothing is in flight, or the deadline; by one thread at a time, after the gate was closed.
     */
    @GlobalState
    boolean awaitIdle(BooleanSupplier idle, long deadlineNanos) {
        drainer = Thread.currentThread();
        try {
            while (!idle.getAsBoolean()) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, Math.min(left, RECHECK_NANOS));
            }
            return true;
        } finally {
            drainer = null;
        }
    }

    /** Fails at once where waiting requests would fail. */
    void requireHope() throws BlockException {
        if ((bits & FAIL) != 0) {
            lock.lock();
            try {
                failIfRefused();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until the gate is open, which it may no longer be when this returns. */
    @Io(lock = LockNeed.NONE)
    void await() throws BlockException {
        lock.lock();
        try {
            failIfRefused();
            if (bits == 0) {
                return;
            }
            if (waiting >= BlockDevice.MAX_WAITING) {
                throw failure(
                        BlockError.BUSY,
                        "more than " + BlockDevice.MAX_WAITING + " requests wait: try again later");
            }
            waiting++;
            waited++;
            long start = System.nanoTime();
            try {
                awaitLocked();
            } finally {
                waiting--;
                longestWait = Math.max(longestWait, System.nanoTime() - start);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitLocked() throws BlockException {
        while (bits != 0) {
            failIfRefused();
            try {
                awaitChange();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failure(BlockError.CANCELLED, "interrupted while waiting at the gate");
            }
        }
    }

    private void awaitChange() throws InterruptedException, BlockException {
        boolean noDeadline = reason == null || reason.deadlineNanos() == Reason.NO_DEADLINE;
        if (noDeadline || reason.hope().getAsBoolean()) {
            changed.await();
            return;
        }
        long left = reason.deadlineNanos() - System.nanoTime();
        if (left <= 0) {
            throw failure(BlockError.NO_DRIVER, reason.text());
        }
        changed.await(left, TimeUnit.NANOSECONDS);
    }

    private void failIfRefused() throws BlockException {
        if ((bits & FAIL) != 0 && !reason.hope().getAsBoolean()) {
            throw failure(reason.error(), reason.text());
        }
    }

    private BlockException failure(BlockError error, String text) {
        return new BlockException(error, device, device + ": " + text);
    }

    /** Returns why the gate is closed, or an empty string. */
    String reasonText() {
        lock.lock();
        try {
            if (bits == 0) {
                return "";
            }
            return reason == null ? "a change of the graph is being committed" : reason.text();
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    long waited() {
        lock.lock();
        try {
            return waited;
        } finally {
            lock.unlock();
        }
    }

    long longestWait() {
        lock.lock();
        try {
            return longestWait;
        } finally {
            lock.unlock();
        }
    }
}
