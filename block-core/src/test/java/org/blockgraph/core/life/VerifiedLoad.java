// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;

/**
 * Threads that write, read, verify and flush at random places, each in a part of the device that is its own,
 * until they are stopped. Their seeds are printed.
 */
final class VerifiedLoad implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong operations = new AtomicLong();
    private volatile boolean stopping;

    VerifiedLoad(BlockDevice device, int count, long from, long to) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("verified load on " + device.name() + ": -Dseed=" + seed);
        long share = (to - from) / count;
        for (int i = 0; i < count; i++) {
            long begin = from + i * share;
            Random random = new Random(seed + i);
            Thread thread = Thread.ofPlatform()
                    .name("load-" + device.name() + "-" + i)
                    .daemon()
                    .unstarted(() -> run(device, begin, share, random));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void run(BlockDevice device, long begin, long share, Random random) {
        try (Arena arena = Arena.ofShared();
                BlockRequest request = device.newRequest(Thread.currentThread().getName())) {
            byte[] model = new byte[(int) share];
            MemorySegment buffer = arena.allocate(16 << 10, 64);
            device.write(request, begin, MemorySegment.ofArray(model), IoFlags.NONE);
            while (!stopping) {
                step(device, request, begin, model, buffer, random);
                operations.incrementAndGet();
            }
            byte[] last = new byte[(int) share];
            device.read(request, begin, MemorySegment.ofArray(last), IoFlags.NONE);
            if (!java.util.Arrays.equals(model, last)) {
                failures.add("at the end, from " + begin + ": other bytes than were written");
            }
        } catch (Exception | AssertionError e) {
            failures.add(Thread.currentThread().getName() + ": " + e);
        }
    }

    private void step(
            BlockDevice device,
            BlockRequest request,
            long begin,
            byte[] model,
            MemorySegment buffer,
            Random random)
            throws Exception {
        int length = 1 + random.nextInt((int) buffer.byteSize() - 1);
        int at = random.nextInt(model.length - length);
        if (random.nextInt(4) == 0) {
            at = at / 512 * 512;
        }
        MemorySegment piece = buffer.asSlice(0, length);
        int kind = random.nextInt(20);
        if (kind == 0) {
            device.flush(request, IoFlags.NONE);
        } else if (kind < 10) {
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

    long operations() {
        return operations.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Stops the threads, within a deadline, and throws what went wrong. */
    @Override
    public void close() {
        stopping = true;
        for (Thread thread : threads) {
            join(thread);
            if (thread.isAlive()) {
                AssertionError stuck = new AssertionError(thread.getName() + " does not end");
                stuck.setStackTrace(thread.getStackTrace());
                throw stuck;
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " failures: " + failures);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + thread.getName(), e);
        }
    }
}
