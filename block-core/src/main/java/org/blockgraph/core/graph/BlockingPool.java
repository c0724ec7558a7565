// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Platform threads for calls that may block and come from virtual threads. Each device has {@link #PERMITS},
 * so that one that hangs takes no more than its share of the {@link #THREADS}; a caller waits for a permit.
 */
public final class BlockingPool {

    /** The most calls of one device that are under way. */
    public static final int PERMITS = 8;

    /** The most calls that are under way; further ones queue, at most PERMITS for each device. */
    public static final int THREADS = 32;

    /** How often who waits for a permit looks whether the device still serves. */
    private static final long LOOK_MILLIS = 50;

    private final ExecutorService threads;
    private final Map<Device, Semaphore> permits = new ConcurrentHashMap<>();

    /** Uses the given threads, at most {@link #THREADS} of them. */
    public BlockingPool(ExecutorService threads) {
        this.threads = threads;
    }

    /** Runs the call and waits for it, whatever interrupts: the buffer belongs to it until it returns. */
    int call(Device device, Callable<Integer> work) throws BlockException {
        Semaphore mine = permits.computeIfAbsent(device, key -> new Semaphore(PERMITS));
        acquire(device, mine);
        try {
            return await(device, threads.submit(work));
        } catch (RejectedExecutionException e) {
            throw closed(device);
        } finally {
            mine.release();
        }
    }

    /** Whoever has a permit may hang: then the device fails at some time, and so does who waits. */
    private static void acquire(Device device, Semaphore permits) throws BlockException {
        try {
            while (!permits.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                device.gate().requireHope();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(
                    BlockError.CANCELLED,
                    device.name(),
                    device.name() + ": interrupted while " + PERMITS + " other requests were under way");
        }
    }

    private static BlockException closed(Device device) {
        return new BlockException(
                BlockError.SHUTDOWN, device.name(), device.name() + ": the block core is closed");
    }

    void forget(Device device) {
        permits.remove(device);
    }

    private static int await(Device device, Future<Integer> future) throws BlockException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (CancellationException e) {
                    throw closed(device);
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof BlockException known) {
                        throw known;
                    }
                    throw new BlockException(BlockError.DRIVER_FAULT, "unexpected: " + e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
