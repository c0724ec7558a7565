// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;

/** Writes blocks of 4 KiB in a part of a device that is its own, and reads each back after some others. */
final class Writer implements Runnable {

    private static final int BLOCK = 4096;

    private final BlockDevice device;
    private final long begin;
    private final int blocks;
    private final long[] stamps;
    private final SplittableRandom random;

    /** Written by this thread alone. */
    private volatile long writes;

    /** Written by this thread alone; null as long as nothing went wrong. */
    private volatile String failure;

    private volatile boolean stopping;

    /** A writer of so many blocks from the offset. */
    Writer(BlockDevice device, long begin, int blocks, long seed) {
        this.device = device;
        this.begin = begin;
        this.blocks = blocks;
        this.stamps = new long[blocks];
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined();
                BlockRequest request = device.newRequest("writer at " + begin)) {
            MemorySegment block = arena.allocate(BLOCK, BLOCK);
            for (int i = 0; i < blocks; i++) {
                write(request, block, i);
            }
            while (!stopping) {
                write(request, block, random.nextInt(blocks));
                verify(request, block, random.nextInt(blocks));
            }
            for (int i = 0; i < blocks; i++) {
                verify(request, block, i);
            }
        } catch (Exception e) {
            failure = e.toString();
        }
    }

    private void write(BlockRequest request, MemorySegment block, int which) throws Exception {
        long stamp = random.nextLong();
        for (int at = 0; at < BLOCK; at += Long.BYTES) {
            block.set(ValueLayout.JAVA_LONG, at, stamp + at);
        }
        device.write(request, begin + (long) which * BLOCK, block, IoFlags.NONE);
        stamps[which] = stamp;
        writes = writes + 1;
    }

    private void verify(BlockRequest request, MemorySegment block, int which) throws Exception {
        device.read(request, begin + (long) which * BLOCK, block, IoFlags.NONE);
        for (int at = 0; at < BLOCK; at += Long.BYTES) {
            if (block.get(ValueLayout.JAVA_LONG, at) != stamps[which] + at) {
                throw new IllegalStateException("other bytes than were written, at "
                        + (begin + (long) which * BLOCK + at));
            }
        }
    }

    void stop() {
        stopping = true;
    }

    long writes() {
        return writes;
    }

    String failure() {
        return failure;
    }
}
