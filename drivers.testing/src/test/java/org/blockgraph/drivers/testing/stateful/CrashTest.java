// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.DriverInstance.Repair;
import org.blockgraph.api.info.CheckInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Cuts the power before every write and flush of the file below random requests. What is left must pass
 * check, and each sector must hold what the last complete flush left there or what was written since.
 */
@Timeout(120)
final class CrashTest {

    private static final int SECTOR = 512;
    private static final int SECTORS = 16 * 8 - 3;
    private static final int ROUNDS = 20;
    private static final int STEPS = 60;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final FakeRequest request = new FakeRequest();
    private final MemorySegment buffer = Arena.ofAuto().allocate(SECTORS * SECTOR, SECTOR);

    /** What each sector may hold after a crash: a number that was written all over it; last is the newest. */
    private final List<List<Long>> allowed = new ArrayList<>();

    private long lastNumber;
    private int cuts;

    @Test
    void aCrashLosesNothingThatWasFlushed() throws Exception {
        System.out.println("crash test: -Dseed=" + seed);
        for (int sector = 0; sector < SECTORS; sector++) {
            allowed.add(new ArrayList<>(List.of(0L)));
        }
        VolatileFile file = BareImages.create(SECTORS * SECTOR);
        for (int round = 0; round < ROUNDS; round++) {
            VolatileFile running = file;
            StatefulInstance instance = BareImages.open(running, null);
            running.hook = operation -> {
                cuts++;
                requireIntact(running.cut(random), operation);
            };
            for (int step = 0; step < STEPS; step++) {
                step(instance);
            }
            file = running.cut(random);
            goOnWith(file);
        }
        assertTrue(cuts > ROUNDS * STEPS / 2, "too few cuts to mean anything: " + cuts);
    }

    private void step(StatefulInstance instance) throws BlockException {
        int first = random.nextInt(SECTORS);
        int count = 1 + random.nextInt(Math.min(30, SECTORS - first));
        long offset = (long) first * SECTOR;
        MemorySegment piece = buffer.asSlice(0, (long) count * SECTOR);
        switch (random.nextInt(8)) {
            case 0 -> {
                instance.flush(request, IoFlags.NONE);
                allowed.forEach(numbers -> numbers.subList(0, numbers.size() - 1).clear());
            }
            case 1 -> {
                allow(first, first + count, 0);
                instance.writeZeroes(request, offset, piece.byteSize(), IoFlags.NONE);
            }
            case 2 -> {
                allow((first + 7) / 8 * 8, (first + count) / 8 * 8, 0);
                instance.discard(request, offset, piece.byteSize(), IoFlags.NONE);
            }
            default -> {
                long number = ++lastNumber;
                allow(first, first + count, number);
                for (long at = 0; at < piece.byteSize(); at += Long.BYTES) {
                    piece.set(ValueLayout.JAVA_LONG, at, number);
                }
                instance.write(request, offset, piece, IoFlags.NONE);
            }
        }
    }

    private void allow(int from, int to, long number) {
        for (int sector = from; sector < to; sector++) {
            allowed.get(sector).add(number);
        }
    }

    private long[] requireIntact(VolatileFile left, String when) throws BlockException {
        StatefulInstance crashed = BareImages.open(left, null);
        CheckInfo check = crashed.check(request, Repair.NONE);
        assertEquals(0, check.corruptions(), () -> when + ": " + check.messages());
        MemorySegment all = Arena.ofAuto().allocate(SECTORS * SECTOR, SECTOR);
        crashed.read(request, 0, all, IoFlags.NONE);
        long[] found = new long[SECTORS];
        for (int sector = 0; sector < SECTORS; sector++) {
            long at = (long) sector * SECTOR;
            found[sector] = all.get(ValueLayout.JAVA_LONG, at);
            for (long next = at; next < at + SECTOR; next += Long.BYTES) {
                long other = all.get(ValueLayout.JAVA_LONG, next);
                assertEquals(found[sector], other, when + ": torn sector " + sector);
            }
            List<Long> expected = allowed.get(sector);
            assertTrue(
                    expected.contains(found[sector]),
                    when + ": sector " + sector + " holds " + found[sector] + ", not one of " + expected);
        }
        return found;
    }

    /** The power failed: from now on the truth is what was left. */
    private void goOnWith(VolatileFile left) throws BlockException {
        long[] found = requireIntact(left, "end of the round");
        for (int sector = 0; sector < SECTORS; sector++) {
            allowed.set(sector, new ArrayList<>(List.of(found[sector])));
        }
    }
}
