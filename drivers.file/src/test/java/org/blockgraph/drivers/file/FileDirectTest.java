// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files past the page cache: whole blocks only, up to and over an end that is none. */
final class FileDirectTest {

    private static final int BLOCK = 4096;
    private static final int SIZE = 5 * BLOCK + 1234;

    @TempDir
    private Path folder;

    @Test
    void wholeBlocksAreAsked() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[SIZE]);
        try (OpenFile file = OpenFile.direct(image)) {
            Limits limits = file.instance.limits();
            assertEquals(BLOCK, limits.requestAlignment());
            assertEquals(BLOCK, limits.memoryAlignment());
            assertEquals("on", file.instance.details().get("cache.direct"));
        }
    }

    @Test
    void readsOverTheEnd() throws Exception {
        byte[] content = new byte[SIZE];
        new Random(6).nextBytes(content);
        Path image = Files.write(folder.resolve("disk.img"), content);
        try (OpenFile file = OpenFile.direct(image)) {
            assertArrayEquals(Arrays.copyOf(content, 6 * BLOCK), file.read(0, 6 * BLOCK));
            byte[] last = Arrays.copyOf(Arrays.copyOfRange(content, 5 * BLOCK, SIZE), BLOCK);
            assertArrayEquals(last, file.read(5 * BLOCK, BLOCK));
            assertArrayEquals(Arrays.copyOf(last, 8 * BLOCK), file.read(5 * BLOCK, 8 * BLOCK));
            assertArrayEquals(new byte[BLOCK], file.read(6 * BLOCK, BLOCK));
        }
    }

    @Test
    void writesReachTheDisk() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[4 * BLOCK]);
        byte[] piece = new byte[2 * BLOCK];
        Arrays.fill(piece, (byte) 9);
        try (OpenFile file = OpenFile.direct(image)) {
            file.write(BLOCK, piece);
            file.instance.writeZeroes(file.request, 2 * BLOCK, BLOCK, 0);
            file.instance.flush(file.request, 0);
        }
        byte[] expected = new byte[4 * BLOCK];
        Arrays.fill(expected, BLOCK, 2 * BLOCK, (byte) 9);
        assertArrayEquals(expected, Files.readAllBytes(image));
    }

    @Test
    void everyRunOfTheMapIsWholeBlocks() throws Exception {
        Path image = folder.resolve("sparse.img");
        try (FileChannel channel = FileChannel.open(
                image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(100), 3 * BLOCK);
            channel.write(ByteBuffer.allocate(100), 9 * BLOCK + 50);
        }
        long end = 10 * BLOCK;
        BlockStatus status = new BlockStatus();
        StringBuilder map = new StringBuilder();
        try (OpenFile file = OpenFile.direct(image)) {
            for (long at = 0; at < end; at += status.length()) {
                file.instance.blockStatus(file.request, at, end - at, status, 0);
                assertEquals(0, status.length() % BLOCK, "a run of " + status.length() + " at " + at);
                assertEquals(at + status.length() == end, status.is(BlockStatus.EOF));
                map.append(status.is(BlockStatus.DATA) ? "d" : "-").append(status.length() / BLOCK);
            }
        }
        assertTrue(map.toString().equals("-3d1-5d1"), "the map is " + map);
    }
}
