// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Writes that allocate fill a file system to its last byte, again and again: the request that finds no room
 * says so, all else can be read and overwritten, the image is sound at that moment, and once there is room
 * the same request succeeds. The seed is printed; -Dblockgraph.seed replays it.
 */
@Timeout(120)
final class FullDiskTest {

    private static final int DISK_SIZE = 16 << 20;

    /** Each write goes to a slot of its own. */
    private static final int SLOT = 64 << 10;

    private static final int WRITES_PER_FLUSH = 6;
    private static final String ROOM = "6m";
    private static final int BALLAST = 1 << 20;

    @TempDir
    private Path folder;

    private final byte[] model = new byte[DISK_SIZE];

    /** What was written, the oldest first. */
    private final List<Write> written = new ArrayList<>();

    private Random random;
    private Iterator<Integer> slots;
    private SmallDisk disk;
    private Path image;
    private BlockSystem system;
    private BlockDevice device;

    /** A write of random bytes somewhere in a slot. */
    private record Write(int at, byte[] bytes) {
        static Write random(Random random, int slot) {
            byte[] bytes = new byte[512 + random.nextInt(SLOT - 512)];
            random.nextBytes(bytes);
            return new Write(slot * SLOT + random.nextInt(SLOT - bytes.length + 1), bytes);
        }

        void apply(BlockDevice device, byte[] model) throws BlockException {
            device.write(at, ByteBuffer.wrap(bytes));
            System.arraycopy(bytes, 0, model, at, bytes.length);
        }
    }

    @BeforeEach
    void start() throws Exception {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("full disk: -Dblockgraph.seed=" + seed);
        random = new Random(seed);
        List<Integer> order = IntStream.range(0, DISK_SIZE / SLOT).boxed().collect(Collectors.toList());
        Collections.shuffle(order, random);
        slots = order.iterator();
        disk = SmallDisk.mount(folder, ROOM);
        image = disk.folder().resolve("image");
        system = Quiet.system();
    }

    @AfterEach
    void stop() throws Exception {
        if (system != null) {
            system.close();
            disk.close();
        }
    }

    @ParameterizedTest(name = "clusters of {0}, refcounts of {1} bits")
    @CsvSource({"512, 64", "4k, 16", "64k, 1"})
    void roomBesideTheImageHelps(String clusters, String bits) throws Exception {
        List<Path> ballast = List.of(ballast("first"), ballast("second"));
        open(clusters, bits);
        for (Path each : ballast) {
            Write failed = fill();
            requireSound(failed);
            Files.delete(each);
            failed.apply(device, model);
            device.flush();
            requireContent(0, DISK_SIZE);
        }
        close();
    }

    @Test
    void aDiscardWithinTheImageHelps() throws Exception {
        open("64k", "16");
        Write failed = fill();
        requireSound(failed);
        try (BlockRequest request = device.newRequest("discard")) {
            // A cluster that is used again is filled as a whole, and what is discarded was written in part.
            int room = 0;
            for (Iterator<Write> each = written.iterator(); room < 3 * SLOT; ) {
                Write write = each.next();
                int cluster = write.at / SLOT * SLOT;
                device.discard(request, cluster, SLOT, IoFlags.NONE);
                Arrays.fill(model, cluster, cluster + SLOT, (byte) 0);
                room += write.bytes.length;
            }
        }
        device.flush();
        failed.apply(device, model);
        close();
    }

    private Path ballast(String name) throws Exception {
        return Files.write(disk.folder().resolve(name), new byte[BALLAST]);
    }

    private void open(String clusters, String bits) throws Exception {
        Map<String, String> options = Map.of("cluster_size", clusters, "refcount_bits", bits);
        system.graph().create("qcow2", image.toString(), DISK_SIZE, options);
        device = system.graph().open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
    }

    /** Writes until there is no room; returns the write that was not done, or not flushed. */
    private Write fill() throws Exception {
        while (slots.hasNext()) {
            Write next = Write.random(random, slots.next());
            try {
                next.apply(device, model);
                if (written.size() % WRITES_PER_FLUSH == 0) {
                    device.flush();
                }
            } catch (BlockException e) {
                assertEquals(BlockError.NO_SPACE, e.error(), e::getMessage);
                System.out.println("full after " + written.size() + " writes: " + e.getMessage());
                return next;
            }
            written.add(next);
        }
        throw new AssertionError(written.size() + " writes fit on a disk of " + ROOM);
    }

    /** The disk is full: what holds for all but the write that failed. */
    private void requireSound(Write failed) throws Exception {
        requireNoRoom();
        requireContent(0, failed.at);
        requireContent(failed.at + failed.bytes.length, DISK_SIZE);
        Write again = written.getFirst();
        random.nextBytes(again.bytes);
        again.apply(device, model);
        requireContent(again.at, again.at + again.bytes.length);
        Path stopped = folder.resolve("stopped");
        Files.copy(image, stopped, StandardCopyOption.REPLACE_EXISTING);
        Qemu.requireNoCorruption(stopped);
    }

    private void requireNoRoom() throws Exception {
        long room = Files.getFileStore(image).getUsableSpace();
        assertTrue(room < 2 * SLOT, () -> "there are " + room + " bytes left");
    }

    private void requireContent(int begin, int end) throws Exception {
        if (begin < end) {
            ByteBuffer found = ByteBuffer.allocate(end - begin);
            device.read(begin, found);
            int wrong = Arrays.mismatch(found.array(), 0, end - begin, model, begin, end);
            assertEquals(-1, wrong, () -> "wrong byte at " + (begin + wrong));
        }
    }

    /** Closes the image; the file alone holds everything. */
    private void close() throws Exception {
        system.graph().close("d0");
        Qemu.requireClean(image);
        device = system.graph().open("d0", Map.of("driver", "qcow2", "filename", image.toString()));
        requireContent(0, DISK_SIZE);
        system.graph().close("d0");
    }
}
