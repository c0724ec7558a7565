// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWriteTest {

    private static final int SIZE = 1 << 16;

    @TempDir
    private Path folder;

    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        image = Files.write(folder.resolve("disk.img"), new byte[SIZE]);
    }

    @Test
    void anyPlaceAndAnySize() throws Exception {
        Random random = new Random(3);
        byte[] model = new byte[SIZE];
        try (OpenFile file = OpenFile.writable(image)) {
            for (int i = 0; i < 500; i++) {
                int offset = random.nextInt(SIZE);
                byte[] piece = new byte[random.nextInt(Math.min(SIZE - offset, 9000) + 1)];
                random.nextBytes(piece);
                System.arraycopy(piece, 0, model, offset, piece.length);
                file.write(offset, piece);
            }
            file.instance.flush(file.request, 0);
            assertEquals(SIZE, file.instance.length());
        }
        assertArrayEquals(model, Files.readAllBytes(image));
    }

    @Test
    void growsBehindTheEnd() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            file.write(SIZE + 1000, new byte[] {7});
            assertEquals(SIZE + 1001, file.instance.length());
            assertEquals(SIZE + 1001, file.size());
            assertArrayEquals(new byte[1000], file.read(SIZE, 1000));
            file.write(5, new byte[] {7});
            assertEquals(SIZE + 1001, file.instance.length(), "a write inside changes no size");
        }
    }

    @Test
    void isResizedBothWays() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            byte[] ones = new byte[SIZE];
            Arrays.fill(ones, (byte) 1);
            file.write(0, ones);
            file.instance.truncate(file.request, 1000);
            assertEquals(1000, file.instance.length());
            assertEquals(1000, file.size());
            file.instance.truncate(file.request, 5000);
            assertEquals(5000, file.size());
            byte[] expected = Arrays.copyOf(Arrays.copyOf(ones, 1000), 5000);
            assertArrayEquals(expected, file.read(0, 5000), "what comes back is zeroes");
        }
    }

    @Test
    void seesAtActivationWhatTheFileHasBecome() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            file.instance.inactivate(file.request);
            Files.write(image, new byte[12345]);
            file.instance.activate(file.request);
            assertEquals(12345, file.instance.length());
        }
    }

    @Test
    void neverWritesWhereItMayNotWait() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            int nowait = IoFlags.NOWAIT;
            assertEquals(IoResult.WOULD_BLOCK, file.instance.write(file.request, 0, file.buffer(9), nowait));
            assertEquals(IoResult.WOULD_BLOCK, file.instance.writeZeroes(file.request, 0, 9, nowait));
            assertEquals(IoResult.WOULD_BLOCK, file.instance.discard(file.request, 0, 9, nowait));
            assertEquals(IoResult.WOULD_BLOCK, file.instance.flush(file.request, nowait));
        }
        assertArrayEquals(new byte[SIZE], Files.readAllBytes(image));
    }

    @Test
    void whatIsOpenForReadingIsNotWritten() throws Exception {
        try (OpenFile file = OpenFile.readOnly(image)) {
            assertEquals(IoResult.DONE, file.instance.flush(file.request, 0), "there is nothing to flush");
            BlockException refused = assertThrows(BlockException.class, () -> file.write(0, new byte[1]));
            assertEquals(BlockError.READ_ONLY, refused.error());
            assertTrue(refused.getMessage().contains("read-only=off"), refused.getMessage());
        }
    }

    @Test
    void noSpaceIsSaid() throws Exception {
        try (OpenFile file = OpenFile.writable(Path.of("/dev/full"))) {
            BlockException failed = assertThrows(BlockException.class, () -> file.write(0, new byte[4096]));
            assertEquals(BlockError.NO_SPACE, failed.error());
            assertEquals(
                    "/dev/full: can't write the file at offset 0: no space is left; make room and try again",
                    failed.getMessage());
        }
    }

    /** The kernel tells of lost data once; a later sync that it calls good says nothing about that. */
    @Test
    void afterASyncThatFailedNoOtherIsGood() throws Exception {
        try (OpenFile file = OpenFile.writable(Path.of("/dev/full"))) {
            file.instance.flush(file.request, 0);
            assertThrows(BlockException.class, () -> file.write(0, new byte[512]), "it is not full");
            BlockException first =
                    assertThrows(BlockException.class, () -> file.instance.flush(file.request, 0));
            assertTrue(first.getMessage().startsWith("/dev/full: can't sync"), first.getMessage());
            assertThrows(BlockException.class, () -> file.instance.inactivate(file.request));
            BlockException later =
                    assertThrows(BlockException.class, () -> file.instance.flush(file.request, 0));
            assertEquals(first.error(), later.error());
            assertTrue(later.getMessage().contains("an earlier sync failed"), later.getMessage());
        }
    }

    @Test
    void aFileSystemThatFillsUpKeepsWhatWasWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "1m");
                OpenFile file = OpenFile.writable(Files.createFile(disk.folder().resolve("disk.img")))) {
            byte[] piece = new byte[64 << 10];
            Arrays.fill(piece, (byte) 3);
            int written = 0;
            BlockException failed = null;
            while (failed == null && written < 100) {
                try {
                    file.write((long) written * piece.length, piece);
                    written++;
                } catch (BlockException e) {
                    failed = e;
                }
            }
            assertTrue(failed != null, "nothing failed on a disk of a megabyte");
            assertEquals(BlockError.NO_SPACE, failed.error());
            assertEquals((long) written * piece.length, file.instance.length());
            for (int i = 0; i < written; i++) {
                assertArrayEquals(piece, file.read((long) i * piece.length, piece.length));
            }
            file.instance.discard(file.request, 0, 2L * piece.length, 0);
            file.write((long) written * piece.length, piece);
        }
    }
}
