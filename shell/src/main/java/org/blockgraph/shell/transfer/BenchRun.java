// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.shell.result.Bench;

/**
 * A load on a device: as many threads as requests are to be in flight, each with a token and a buffer of its
 * own, taking the next offset in turn. What to do is told first, then it runs once, called by one thread.
 */
public final class BenchRun {

    /** The most requests in flight, each of which takes a thread. */
    public static final int MAX_DEPTH = 256;

    /** The longest request in bytes. */
    public static final int MAX_SIZE = Chunks.DATA_BYTES;

    private final BlockDevice device;
    private final long count;
    private final int depth;
    private long start;
    private int size;
    private long step;
    private boolean writes;
    private byte written;
    private Byte expected;

    /** The number of the next request; taken by the threads of the load. */
    private final AtomicLong next = new AtomicLong();

    /** What went wrong first, after which no thread begins another request. */
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * A load of reads unless told otherwise.
     *
     * @param device where
     * @param count how many requests; Long.MAX_VALUE runs until it is interrupted or a request fails
     * @param depth how many are in flight at once, at most {@link #MAX_DEPTH}
     */
    public BenchRun(BlockDevice device, long count, int depth) {
        assert depth > 0 && depth <= MAX_DEPTH : depth;
        this.device = device;
        this.count = count;
        this.depth = depth;
    }

    /**
     * Says where.
     *
     * @param from where the first request begins; behind the last that fits it goes on here
     * @param bytes the length of each, 1 to {@link #MAX_SIZE}
     * @param stride from where one begins to where the next does, in bytes
     */
    public void range(long from, int bytes, long stride) {
        assert bytes > 0 && bytes <= MAX_SIZE && stride > 0 : bytes + " " + stride;
        this.start = from;
        this.size = bytes;
        this.step = stride;
    }

    /** Writes instead of reading; every byte written is the pattern. */
    public void write(byte pattern) {
        this.writes = true;
        this.written = pattern;
    }

    /** Verifies that every byte read is the pattern. */
    public void verify(byte pattern) {
        this.expected = pattern;
    }

    /**
     * Sends the requests and waits for the last.
     *
     * @throws BlockException what the first request that failed reports; CANCELLED when the caller is
     *     interrupted, requests in flight then end by themselves
     */
    public Bench run() throws BlockException {
        Chunks.requireWithin(device, start, size);
        List<Thread> threads = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 1; i <= depth; i++) {
            String name = "block:bench " + device.name() + " #" + i;
            threads.add(Thread.ofPlatform().daemon().name(name).start(this::load));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            failure.compareAndSet(null, interrupted());
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        long nanos = System.nanoTime() - begun;
        Throwable wrong = failure.get();
        if (wrong instanceof BlockException e) {
            throw e;
        }
        if (wrong != null) {
            throw new AssertionError(device.name() + ": a request ended with no error of its own", wrong);
        }
        return new Bench(writes ? "wrote" : "read", device.name(), count, size, depth, nanos);
    }

    private BlockException interrupted() {
        String sentence = device.name() + ": interrupted after " + next.get() + " requests";
        return new BlockException(BlockError.CANCELLED, device.name(), sentence);
    }

    private void load() {
        try (BlockRequest request = device.newRequest("block:bench")) {
            Buffer.lend(size, memory -> requests(request, memory));
        } catch (BlockException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private long requests(BlockRequest request, MemorySegment memory) throws BlockException {
        memory.fill(written);
        PatternCheck check = expected == null ? null : PatternCheck.anywhere(device.name(), expected, size);
        long places = (device.length() - start - size) / step + 1;
        long mine = 0;
        while (failure.get() == null) {
            long number = next.getAndIncrement();
            if (number >= count) {
                break;
            }
            long offset = start + number % places * step;
            if (writes) {
                device.write(request, offset, memory, IoFlags.NONE);
            } else {
                device.read(request, offset, memory, IoFlags.NONE);
                if (check != null) {
                    check.take(offset, memory);
                }
            }
            mine++;
        }
        return mine;
    }
}
