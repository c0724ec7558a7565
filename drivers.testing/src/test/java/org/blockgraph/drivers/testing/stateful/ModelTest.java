// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Random requests, closes and departures of the driver, compared with an array. */
@Timeout(120)
final class ModelTest {

    private static final int SIZE = 300 * 1024 + 512;
    private static final int BACKING = 111_111;
    private static final int LONGEST = 40_000;
    private static final int STEPS = 1500;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final byte[] model = new byte[SIZE];
    private final MemorySegment buffer = Arena.ofAuto().allocate(LONGEST, 64);

    @TempDir
    private Path folder;

    private Images images;
    private BlockDevice device;
    private BlockRequest request;

    @Test
    void isLikeAnArrayOverAShorterBackingFile() throws Exception {
        System.out.println("model test: -Dseed=" + seed);
        byte[] below = new byte[BACKING];
        random.nextBytes(below);
        System.arraycopy(below, 0, model, 0, BACKING);
        Files.write(folder.resolve("base"), below);
        run(Map.of("backing_file", "base", "backing_fmt", "raw"));
        assertArrayEquals(below, Files.readAllBytes(folder.resolve("base")), "the backing file changed");
    }

    @Test
    void isLikeAnArrayOverNothing() throws Exception {
        System.out.println("model test: -Dseed=" + seed);
        run(Map.of());
    }

    private void run(Map<String, String> options) throws Exception {
        images = new Images(folder);
        try {
            images.create("a", SIZE, options);
            open();
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            assertArrayEquals(model, Images.read(device, 0, SIZE));
            assertEquals(List.of(), images.system.graph().check("a").messages());
        } finally {
            images.close();
        }
    }

    private void open() throws BlockException {
        device = images.open("a");
        request = device.newRequest("model");
    }

    private void step() throws BlockException {
        int length = 1 + random.nextInt(random.nextBoolean() ? LONGEST : 600);
        int offset = random.nextInt(SIZE - length + 1);
        MemorySegment piece = buffer.asSlice(0, length);
        switch (random.nextInt(100)) {
            case 0 -> {
                request.close();
                images.system.graph().close("a");
                open();
            }
            case 1, 2 -> {
                images.leave();
                images.arrive();
            }
            case 3, 4, 5, 6, 7 -> device.flush(request, IoFlags.NONE);
            case 8, 9, 10, 11, 12, 13, 14, 15 -> {
                int flags = random.nextBoolean() ? IoFlags.MAY_UNMAP : IoFlags.NONE;
                device.writeZeroes(request, offset, length, flags);
                Arrays.fill(model, offset, offset + length, (byte) 0);
            }
            case 16, 17, 18, 19 -> discard(offset, length);
            default -> {
                if (random.nextBoolean()) {
                    write(offset, piece);
                } else {
                    read(offset, piece);
                }
            }
        }
    }

    /** Whole blocks within the range are zeroes afterwards. */
    private void discard(int offset, int length) throws BlockException {
        device.discard(request, offset, length, IoFlags.NONE);
        int from = (offset + Layout.MASK) & -Layout.BLOCK;
        int to = (offset + length) & -Layout.BLOCK;
        if (from < to) {
            Arrays.fill(model, from, to, (byte) 0);
        }
    }

    private void write(int offset, MemorySegment piece) throws BlockException {
        byte[] bytes = new byte[(int) piece.byteSize()];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, model, offset, bytes.length);
        MemorySegment.copy(bytes, 0, piece, ValueLayout.JAVA_BYTE, 0, bytes.length);
        device.write(request, offset, piece, IoFlags.NONE);
    }

    private void read(int offset, MemorySegment piece) throws BlockException {
        device.read(request, offset, piece, IoFlags.NONE);
        byte[] expected = Arrays.copyOfRange(model, offset, offset + (int) piece.byteSize());
        assertArrayEquals(expected, piece.toArray(ValueLayout.JAVA_BYTE), "from " + offset);
    }
}
