// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads whose sectors lie side by side in the same blocks write, zero, read and flush them. All blocks lose
 * their place before each round, so that threads meet while they allocate.
 */
@Timeout(120)
final class ConcurrencyTest {

    private static final int THREADS = 4;
    private static final int SECTOR = 512;
    private static final int SECTORS = 64 * 8;
    private static final int ROUNDS = 40;
    private static final int STEPS = 150;

    private final long seed = Long.getLong("seed", System.nanoTime());

    /** What each sector holds all over; an element is used by its thread, all by the test between rounds. */
    private final long[] model = new long[SECTORS];

    @TempDir
    private Path folder;

    @Test
    void neighboursDoNotDisturbEachOther() throws Exception {
        System.out.println("concurrency test: -Dseed=" + seed);
        try (Images images = new Images(folder);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            images.create("a", SECTORS * SECTOR, Map.of());
            BlockDevice device = images.open("a");
            for (int round = 0; round < ROUNDS; round++) {
                round(device, threads, round);
                requireModel(device);
            }
            images.system.graph().close("a");
            requireModel(images.open("a"));
            assertEquals(List.of(), images.system.graph().check("a").messages());
        }
    }

    private void round(BlockDevice device, ExecutorService threads, int round) throws Exception {
        if (round % 2 == 0) {
            try (BlockRequest request = device.newRequest("between rounds")) {
                device.writeZeroes(request, 0, SECTORS * SECTOR, IoFlags.MAY_UNMAP);
            }
            Arrays.fill(model, 0);
        }
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            Random random = new Random(seed + round * THREADS + thread);
            running.add(threads.submit(() -> {
                work(device, own, random);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    private void work(BlockDevice device, int own, Random random) throws BlockException {
        try (Arena arena = Arena.ofConfined();
                BlockRequest request = device.newRequest("thread " + own)) {
            MemorySegment buffer = arena.allocate(SECTOR, SECTOR);
            for (int step = 0; step < STEPS; step++) {
                int sector = random.nextInt(SECTORS / THREADS) * THREADS + own;
                long offset = (long) sector * SECTOR;
                switch (random.nextInt(40)) {
                    case 0 -> device.flush(request, IoFlags.NONE);
                    case 1, 2, 3, 4 -> {
                        device.writeZeroes(request, offset, SECTOR, IoFlags.NONE);
                        model[sector] = 0;
                    }
                    case 5, 6, 7, 8, 9, 10 -> {
                        device.read(request, offset, buffer, IoFlags.NONE);
                        requireSector(buffer, 0, sector);
                    }
                    default -> {
                        model[sector] = random.nextLong();
                        for (long at = 0; at < SECTOR; at += Long.BYTES) {
                            buffer.set(ValueLayout.JAVA_LONG, at, model[sector]);
                        }
                        device.write(request, offset, buffer, IoFlags.NONE);
                    }
                }
            }
        }
    }

    private void requireModel(BlockDevice device) throws BlockException {
        MemorySegment all = MemorySegment.ofArray(Images.read(device, 0, SECTORS * SECTOR));
        for (int sector = 0; sector < SECTORS; sector++) {
            requireSector(all, (long) sector * SECTOR, sector);
        }
    }

    private void requireSector(MemorySegment bytes, long from, int sector) {
        for (long at = from; at < from + SECTOR; at += Long.BYTES) {
            assertEquals(model[sector], bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at), "sector " + sector);
        }
    }
}
