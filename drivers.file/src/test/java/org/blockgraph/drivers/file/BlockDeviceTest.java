// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver on a loop device, where this user may have one. */
final class BlockDeviceTest {

    private static final int SECTOR = 512;

    /** No multiple of a page, as disks are allowed to be. */
    private static final int SIZE = (1 << 20) + 3 * SECTOR;

    @TempDir
    private Path folder;

    private Path device;
    private Path behind;
    private byte[] model;

    @BeforeEach
    void attach() throws Exception {
        model = new byte[SIZE];
        new Random(7).nextBytes(model);
        behind = Files.write(folder.resolve("disk.img"), model);
        Peers.Outcome attached = Peers.run("losetup", "--find", "--show", behind.toString());
        Assumptions.assumeTrue(attached.ok(), "this user can't have a loop device: " + attached.text());
        device = Path.of(attached.text().strip());
    }

    @AfterEach
    void detach() throws Exception {
        if (device != null) {
            Peers.ask("losetup", "--detach", device.toString());
        }
    }

    @Test
    void readsAndWritesAnyBytesOfADisk() throws Exception {
        try (OpenFile disk = OpenFile.writable(device)) {
            assertEquals(SIZE, disk.instance.length());
            assertEquals("block device", disk.instance.details().get("type"));
            assertEquals(SECTOR, disk.instance.limits().discardAlignment());
            write(disk, 1000, 3000);
            write(disk, SIZE - 1, 1);
            disk.instance.flush(disk.request, 0);
            assertArrayEquals(model, disk.read(0, SIZE));
            assertArrayEquals(new byte[100], disk.read(SIZE, 100));
        }
    }

    private void write(OpenFile disk, int offset, int size) throws BlockException {
        byte[] piece = new byte[size];
        new Random(offset).nextBytes(piece);
        System.arraycopy(piece, 0, model, offset, size);
        disk.write(offset, piece);
    }

    @Test
    void bypassingThePageCacheItsSectorsAreTheBlocks() throws Exception {
        try (OpenFile disk = OpenFile.direct(device)) {
            assertEquals(SECTOR, disk.instance.limits().requestAlignment());
            write(disk, SIZE - 3 * SECTOR, 3 * SECTOR);
            write(disk, SECTOR, 2 * SECTOR);
            disk.instance.flush(disk.request, 0);
            assertArrayEquals(model, disk.read(0, SIZE));
        }
    }

    @Test
    void zeroesNeedNotBeWholeSectors() throws Exception {
        Random random = new Random(8);
        try (OpenFile disk = OpenFile.writable(device)) {
            for (int i = 0; i < 100; i++) {
                int offset = random.nextInt(SIZE);
                int size = 1 + random.nextInt(Math.min(SIZE - offset, i % 2 == 0 ? 700 : 9000));
                Arrays.fill(model, offset, offset + size, (byte) 0);
                int flags = random.nextBoolean() ? IoFlags.MAY_UNMAP : 0;
                disk.instance.writeZeroes(disk.request, offset, size, flags);
            }
            assertArrayEquals(model, disk.read(0, SIZE));
        }
    }

    @Test
    void aDiscardReachesWhatIsBehindTheDisk() throws Exception {
        long before = OpenFile.stored(behind);
        try (OpenFile disk = OpenFile.writable(device)) {
            disk.instance.discard(disk.request, 0, 512 << 10, 0);
            disk.instance.flush(disk.request, 0);
        }
        assertTrue(OpenFile.stored(behind) <= before - (512 << 10), "nothing was given back");
    }

    @Test
    void keepsItsSize() throws Exception {
        try (OpenFile disk = OpenFile.writable(device)) {
            BlockException refused =
                    assertThrows(BlockException.class, () -> disk.instance.truncate(disk.request, 512));
            assertEquals(BlockError.NOT_SUPPORTED, refused.error());
            BlockException full =
                    assertThrows(BlockException.class, () -> disk.write(SIZE, new byte[SECTOR]));
            assertEquals(BlockError.NO_SPACE, full.error());
        }
    }

    @Test
    void isNotOverwrittenByACreation() throws Exception {
        FileCreationTest.create(device, SIZE);
        BlockException small =
                assertThrows(BlockException.class, () -> FileCreationTest.create(device, SIZE + 1));
        assertEquals(BlockError.NO_SPACE, small.error());
        assertTrue(small.getMessage().contains("has " + SIZE + " bytes"), small.getMessage());
        BlockException refused = assertThrows(
                BlockException.class, () -> FileCreationTest.create(device, 1, "preallocation", "full"));
        assertEquals(BlockError.INVALID, refused.error());
        unchanged();
    }

    private void unchanged() throws IOException {
        assertArrayEquals(model, Files.readAllBytes(device));
    }
}
