// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Calls drivers' global-state operations so that one that hangs holds up nobody for longer than a deadline:
 * each runs on a thread of its own, is interrupted when its time is over, and is then left behind. One that
 * is made inside another one, as a child is opened while its parent is, runs on that one's thread.
 */
public final class DriverCalls {

    /** How long a call that was interrupted may take to notice. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ExecutorService threads;

    /** Uses threads that are made as they are needed. */
    public DriverCalls(ExecutorService threads) {
        this.threads = threads;
    }

    /**
     * Calls an operation that opens or creates: refused, and cancelled, when the driver is leaving.
     *
     * @param giveUp called when nobody waits for it any more
     * @param late takes what it answers after that, on its thread
     */
    public <T> T opening(
            DriverEntry entry,
            String what,
            long deadlineNanos,
            Runnable giveUp,
            Consumer<? super T> late,
            DriverOperation<T> operation)
            throws BlockException {
        DriverCall<T> call = new DriverCall<>(entry, what, true, giveUp, late, operation);
        // Seen by a departure from here on; or else the departure is seen.
        entry.calls().add(call);
        if (!entry.isActive()) {
            entry.calls().remove(call);
            throw new BlockException(BlockError.NO_DRIVER, what + ": the driver " + entry + " is leaving");
        }
        DriverCall<?> outer = DriverCall.current();
        return outer != null && outer.hasRoomInside()
                ? outer.makeInside(call)
                : call(call, entry, deadlineNanos);
    }

    /** Calls an operation of an instance; also while the driver is leaving. A late answer is dropped. */
    public <T> T serving(
            DriverEntry entry, String what, long deadlineNanos, Runnable giveUp, DriverOperation<T> operation)
            throws BlockException {
        return serving(entry, what, deadlineNanos, giveUp, _ -> { }, operation);
    }

    /** The same, with what takes a late answer, as in {@link #opening}. */
    public <T> T serving(
            DriverEntry entry,
            String what,
            long deadlineNanos,
            Runnable giveUp,
            Consumer<? super T> late,
            DriverOperation<T> operation)
            throws BlockException {
        return call(new DriverCall<>(entry, what, false, giveUp, late, operation), entry, deadlineNanos);
    }

    private <T> T call(DriverCall<T> call, DriverEntry entry, long deadlineNanos) throws BlockException {
        entry.calls().add(call);
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            entry.calls().remove(call);
            throw new BlockException(BlockError.SHUTDOWN, call + ": the core is closed");
        }
        try {
            if (call.await(deadlineNanos - System.nanoTime())) {
                return call.outcome();
            }
            call.cancel();
            if (call.await(GRACE_NANOS)) {
                return late(call, entry);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.cancel();
        }
        BlockException hangs = call.giveUp();
        if (hangs == null) {
            return late(call, entry);
        }
        throw hangs;
    }

    /** What a driver throws because it was interrupted does not say why it was. */
    private static <T> T late(DriverCall<T> call, DriverEntry entry) throws BlockException {
        try {
            return call.outcome();
        } catch (BlockException e) {
            throw new BlockException(
                    BlockError.CANCELLED,
                    call + ": the driver " + entry + " took too long and was interrupted: " + e.getMessage());
        }
    }

    /** Waits until no call is inside the driver. */
    public static boolean awaitNone(DriverEntry entry, long deadlineNanos) {
        while (true) {
            List<DriverCall<?>> inside = List.copyOf(entry.calls());
            if (inside.isEmpty()) {
                return true;
            }
            try {
                if (!inside.getFirst().await(deadlineNanos - System.nanoTime())) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    /** Names the calls that are inside the driver. */
    public static List<String> inside(DriverEntry entry) {
        return entry.calls().stream().map(Object::toString).toList();
    }
}
