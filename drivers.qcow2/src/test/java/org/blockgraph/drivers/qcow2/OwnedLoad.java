// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Threads that write and verify, each in a part of a disk that is its own, until they are stopped. A write
 * may be refused because the disk is read-only, and has then changed nothing; no other error is expected.
 */
final class OwnedLoad implements AutoCloseable {

    private static final int THREADS = 3;
    private static final int LONGEST = 6000;

    private final BlockDevice device;
    private final byte[] model;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running;
    private final AtomicLong done = new AtomicLong();
    private volatile boolean stop;

    /** On a disk that reads as zeroes. */
    OwnedLoad(BlockDevice device) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("owned load on " + device.name() + ": -Dseed=" + seed);
        this.device = device;
        this.model = new byte[(int) device.length()];
        int share = model.length / THREADS;
        this.running = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(i -> pool.submit(() -> run(i * share, share, new Random(seed + i))))
                .toList();
    }

    private Void run(int begin, int share, Random random) throws Exception {
        byte[] read = new byte[LONGEST];
        while (!stop) {
            int length = 1 + random.nextInt(LONGEST - 1);
            int at = begin + random.nextInt(share - length);
            if (random.nextBoolean()) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                write(at, bytes);
            } else {
                device.read(at, ByteBuffer.wrap(read, 0, length));
                assertEquals(-1, Arrays.mismatch(read, 0, length, model, at, at + length), "at " + at);
            }
            done.incrementAndGet();
        }
        return null;
    }

    private void write(int at, byte[] bytes) throws BlockException {
        try {
            device.write(at, ByteBuffer.wrap(bytes));
            System.arraycopy(bytes, 0, model, at, bytes.length);
        } catch (BlockException e) {
            if (e.error() != BlockError.READ_ONLY) {
                throw e;
            }
        }
    }

    /** Waits until some more requests are done, or one has failed. */
    void awaitMore() {
        long before = done.get();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (done.get() < before + 20 && running.stream().noneMatch(Future::isDone)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for 20 requests");
            }
            Thread.onSpinWait();
        }
    }

    /** Stops, and returns what the disk holds now. */
    byte[] content() throws Exception {
        stop = true;
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
        return model;
    }

    @Override
    public void close() {
        stop = true;
        pool.shutdown();
    }
}
