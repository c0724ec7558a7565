// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random writes, zeroes and discards against a model, in images made here and images made by qemu-img, with
 * and without a backing file; closed, checked and compared by qemu-img, continued by qemu-io, read back here.
 * The seed is printed; -Dblockgraph.seed replays it.
 */
@Timeout(300)
final class RandomWorkTest {

    private static final int SIZE = 3 * 1024 * 1024 + 512;
    private static final int LARGEST = 300_000;
    private static final int OPERATIONS = 400;
    private static final int ROUNDS = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}, clusters of {1}, {2} bits, {3}")
    @CsvSource({
        "1.1, 65536, 16, none", "1.1, 65536, 16, backing", "0.10, 65536, 16, none", "0.10, 4096, 16, backing",
        "1.1, 512, 1, none", "1.1, 512, 64, backing", "1.1, 4096, 2, backing", "1.1, 2097152, 8, backing",
        "1.1, 1024, 32, none", "1.1, 16384, 4, backing"
    })
    void theImageHoldsWhatWasWritten(String compat, int clusterSize, int bits, String below)
            throws Exception {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("random work: -Dblockgraph.seed=" + seed);
        Random random = new Random(seed);
        byte[] model = new byte[SIZE];
        Path image = folder.resolve("image.qcow2");
        String options = "compat=" + compat + ",cluster_size=" + clusterSize + ",refcount_bits=" + bits;
        try (BlockSystem system = Quiet.system()) {
            if (below.equals("backing")) {
                backing(random, model);
            }
            make(system.graph(), image, options, below, random.nextBoolean());
            for (int round = 0; round < ROUNDS; round++) {
                work(system.graph(), image, model, random);
                Qemu.requireClean(image);
                requireSame(image, model);
                continueWithQemu(image, model, random);
            }
            verify(system.graph(), image, model);
        }
        Qemu.requireClean(image);
        requireSame(image, model);
    }

    private void backing(Random random, byte[] model) throws Exception {
        byte[] base = new byte[2 * 1024 * 1024];
        random.nextBytes(base);
        Files.write(folder.resolve("base.raw"), base);
        Qemu.img(
                "convert",
                "-f",
                "raw",
                "-O",
                "qcow2",
                folder.resolve("base.raw"),
                folder.resolve("base.qcow2"));
        System.arraycopy(base, 0, model, 0, base.length);
    }

    private void make(BlockGraph graph, Path image, String options, String below, boolean here)
            throws Exception {
        String all = options + (below.equals("backing") ? ",backing_file=base.qcow2,backing_fmt=qcow2" : "");
        if (here) {
            Map<String, String> map = new java.util.HashMap<>();
            for (String option : all.split(",")) {
                map.put(option.split("=")[0], option.split("=")[1]);
            }
            graph.create("qcow2", image.toString(), SIZE, map);
        } else {
            Qemu.img("create", "-f", "qcow2", "-o", all, image, SIZE);
        }
    }

    private static void work(BlockGraph graph, Path image, byte[] model, Random random) throws Exception {
        BlockDevice device = graph.open(
                "d0",
                Map.of(
                        "driver",
                        "qcow2",
                        "filename",
                        image.toString(),
                        "l2-cache-size",
                        random.nextBoolean() ? "4k" : "1M",
                        "refcount-cache-size",
                        "4k"));
        assertEquals(SIZE, device.length());
        for (int i = 0; i < OPERATIONS; i++) {
            step(device, model, random);
        }
        requireContent(device, model);
        graph.close("d0");
    }

    private static void step(BlockDevice device, byte[] model, Random random) throws Exception {
        int length = 1 + (random.nextInt(4) == 0 ? random.nextInt(LARGEST) : random.nextInt(5000));
        int at = random.nextInt(8) == 0 ? SIZE - length : random.nextInt(SIZE - length);
        switch (random.nextInt(12)) {
            case 0 -> device.flush();
            case 1 -> {
                zeroes(device, at, length, random.nextBoolean() ? IoFlags.MAY_UNMAP : IoFlags.NONE);
                java.util.Arrays.fill(model, at, at + length, (byte) 0);
            }
            case 2 -> discard(device, model, at, length);
            case 3, 4, 5 -> {
                ByteBuffer target = ByteBuffer.allocate(length);
                device.read(at, target);
                int wrong = java.util.Arrays.mismatch(target.array(), 0, length, model, at, at + length);
                assertEquals(-1, wrong, () -> "wrong byte at " + (at + wrong));
            }
            default -> {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                device.write(at, ByteBuffer.wrap(bytes));
                System.arraycopy(bytes, 0, model, at, length);
            }
        }
    }

    private static void zeroes(BlockDevice device, int at, int length, int flags) throws Exception {
        try (BlockRequest request = device.newRequest("zeroes")) {
            device.writeZeroes(request, at, length, flags);
        }
    }

    /**
     * What a discard leaves is the driver's choice: each cluster as it was, or zeroes. The model learns it.
     */
    private static void discard(BlockDevice device, byte[] model, int at, int length) throws Exception {
        try (BlockRequest request = device.newRequest("discard")) {
            device.discard(request, at, length, IoFlags.NONE);
        }
        ByteBuffer now = ByteBuffer.allocate(length);
        device.read(at, now);
        for (int i = 0; i < length; i++) {
            byte found = now.get(i);
            if (found != 0 && found != model[at + i]) {
                throw new AssertionError("after a discard neither zero nor what was there, at " + (at + i));
            }
            model[at + i] = found;
        }
    }

    private static void requireContent(BlockDevice device, byte[] model) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(SIZE);
        device.read(0, all);
        int wrong = java.util.Arrays.mismatch(all.array(), model);
        assertEquals(-1, wrong, () -> "wrong byte at " + wrong);
    }

    private void requireSame(Path image, byte[] model) throws Exception {
        Path raw = folder.resolve("model.raw");
        Files.write(raw, model);
        Qemu.img("compare", "-f", "raw", "-F", "qcow2", raw, image);
    }

    private static void continueWithQemu(Path image, byte[] model, Random random) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("-f", "qcow2"));
        for (int i = 0; i < 10; i++) {
            int length = 512 * (1 + random.nextInt(60));
            int at = random.nextInt((SIZE - length) / 512) * 512;
            boolean zero = random.nextInt(4) == 0;
            int pattern = zero ? 0 : 1 + random.nextInt(255);
            arguments.addAll(
                    List.of("-c", (zero ? "write -z " : "write -P " + pattern + " ") + at + " " + length));
            java.util.Arrays.fill(model, at, at + length, (byte) pattern);
        }
        arguments.add(image);
        Qemu.io(arguments.toArray());
    }

    private static void verify(BlockGraph graph, Path image, byte[] model) throws Exception {
        BlockDevice device = graph.open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
        requireContent(device, model);
        assertEquals(List.of(), graph.check("d0").messages());
        graph.close("d0");
    }
}
