// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.itests.harness.Await;

/**
 * Threads that write, read, verify and flush at random places of a device, aligned and not, each in a part of
 * its own whose expected content it keeps, until they are stopped. The seed is printed; -Dblockgraph.seed
 * replays it.
 */
public final class VerifiedLoad implements AutoCloseable {

    private static final int LARGEST = 32 << 10;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private volatile boolean stopping;

    /** Starts the threads on the device, each on its share; what is there at first is read, not assumed. */
    public VerifiedLoad(BlockDevice device, int count) {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("load on " + device.name() + ": -Dblockgraph.seed=" + seed);
        long share = device.length() / count;
        for (int i = 0; i < count; i++) {
            long begin = i * share;
            Random random = new Random(seed + i);
            Thread thread =
                    new Thread(() -> run(device, begin, share, random), "load-" + device.name() + "-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void run(BlockDevice device, long begin, long share, Random random) {
        try (Arena arena = Arena.ofShared();
                BlockRequest request = device.newRequest(Thread.currentThread().getName())) {
            byte[] model = new byte[(int) share];
            device.read(request, begin, MemorySegment.ofArray(model), IoFlags.NONE);
            MemorySegment buffer = arena.allocate(LARGEST, 4096);
            while (!stopping) {
                long start = System.nanoTime();
                step(device, request, begin, model, buffer, random);
                longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                operations.incrementAndGet();
            }
            byte[] last = new byte[(int) share];
            device.read(request, begin, MemorySegment.ofArray(last), IoFlags.NONE);
            int wrong = Arrays.mismatch(model, last);
            if (wrong >= 0) {
                failures.add("at the end: wrong byte at " + (begin + wrong));
            }
        } catch (Exception | AssertionError e) {
            failures.add(Thread.currentThread().getName() + ": " + e);
        }
    }

    private static void step(
            BlockDevice device,
            BlockRequest request,
            long begin,
            byte[] model,
            MemorySegment buffer,
            Random random)
            throws Exception {
        boolean aligned = random.nextBoolean();
        int length = aligned ? 512 * (1 + random.nextInt(LARGEST / 512)) : 1 + random.nextInt(LARGEST);
        int at = random.nextInt(model.length - length);
        at = aligned ? at / 512 * 512 : at;
        MemorySegment piece = buffer.asSlice(0, length);
        int kind = random.nextInt(40);
        if (kind == 0) {
            device.flush(request, IoFlags.NONE);
        } else if (kind < 16) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            MemorySegment.copy(bytes, 0, piece, ValueLayout.JAVA_BYTE, 0, length);
            device.write(request, begin + at, piece, IoFlags.NONE);
            System.arraycopy(bytes, 0, model, at, length);
        } else {
            device.read(request, begin + at, piece, IoFlags.NONE);
            long wrong = piece.mismatch(MemorySegment.ofArray(model).asSlice(at, length));
            if (wrong >= 0) {
                throw new AssertionError("wrong byte at " + (begin + at + wrong));
            }
        }
    }

    /** Waits until so many more operations are done, or one has failed. */
    public void awaitProgress(int more) throws Exception {
        long wanted = operations.get() + more;
        Await.until(
                "the load to go on", () -> operations.get() >= wanted || !failures.isEmpty(), this::failures);
        requireNoFailure();
    }

    public long operations() {
        return operations.get();
    }

    /** Returns the longest time that one operation took, in nanoseconds. */
    public long longestNanos() {
        return longest.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    public void requireNoFailure() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " requests failed: " + failures);
        }
    }

    /** Stops the threads and throws what went wrong. */
    @Override
    public void close() {
        stopping = true;
        for (Thread thread : threads) {
            Threads.join(thread);
        }
        requireNoFailure();
    }
}
