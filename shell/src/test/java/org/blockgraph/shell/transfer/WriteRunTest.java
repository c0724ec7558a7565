// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.shell.result.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteRunTest {

    private static final int CHUNK = Chunks.DATA_BYTES;

    @TempDir
    private Path folder;

    private final MemoryDevice device = new MemoryDevice("d0", 3 * CHUNK, false);

    @AfterEach
    void everyRequestWasGivenBack() {
        assertEquals(0, device.openRequests());
    }

    @Test
    void aPatternFillsExactlyTheRange() throws BlockException {
        Transfer transfer = write(5, IoFlags.FUA).pattern((byte) 0xab, 2L * CHUNK + 3);
        byte[] expected = new byte[3 * CHUNK];
        Arrays.fill(expected, 5, 5 + 2 * CHUNK + 3, (byte) 0xab);
        assertArrayEquals(expected, device.content);
        assertEquals(3, transfer.operations());
        assertEquals("write 5 " + CHUNK + " FUA", device.asked.getFirst());
        assertEquals(3, device.asked.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 4097, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 9})
    void aFileIsRepeatedUpToTheLength(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = Files.write(folder.resolve("source"), content);
        int length = 2 * CHUNK + 1000;
        write(11, IoFlags.NONE).file(file, OptionalLong.of(length));
        byte[] expected = new byte[3 * CHUNK];
        for (int i = 0; i < length; i++) {
            expected[11 + i] = content[i % size];
        }
        assertArrayEquals(expected, device.content);
    }

    @Test
    void aFileIsWrittenOnceWithoutALength() throws Exception {
        byte[] content = "once".getBytes(StandardCharsets.US_ASCII);
        Path file = Files.write(folder.resolve("source"), content);
        assertEquals(4, write(0, IoFlags.NONE).file(file, OptionalLong.empty()).length());
        assertArrayEquals(content, Arrays.copyOf(device.content, 4));
        assertEquals(List.of("write 0 4"), device.asked);
    }

    @Test
    void aFileThatCantBeReadIsNamed() throws Exception {
        Path missing = folder.resolve("missing");
        assertComplaint(BlockError.NOT_FOUND, missing + ": no such file or folder", missing);
        assertComplaint(BlockError.INVALID, folder + ": is no regular file", folder);
        Path empty = Files.createFile(folder.resolve("empty"));
        assertComplaint(BlockError.INVALID, empty + ": is empty", empty);
    }

    @Test
    void zeroesAndDiscardsGoInLongPieces() throws BlockException {
        Arrays.fill(device.content, (byte) 1);
        Transfer zeroes = write(1, IoFlags.MAY_UNMAP | IoFlags.NO_FALLBACK).zeroes(2L * CHUNK);
        assertEquals("wrote", zeroes.did());
        Transfer discard = write(0, IoFlags.NONE).discard(1);
        assertEquals("discarded", discard.did());
        assertEquals(
                List.of("zeroes 1 " + 2 * CHUNK + " MAY_UNMAP NO_FALLBACK", "discard 0 1"), device.asked);
        byte[] expected = new byte[3 * CHUNK];
        Arrays.fill(expected, 2 * CHUNK + 1, expected.length, (byte) 1);
        assertArrayEquals(expected, device.content);
    }

    @Test
    void nothingIsWrittenWhenTheEndIsBeyondTheDevice() {
        BlockException refusal = assertThrows(
                BlockException.class, () -> write(CHUNK, IoFlags.NONE).pattern((byte) 1, 2L * CHUNK + 1));
        assertEquals(BlockError.OUT_OF_RANGE, refusal.error());
        assertEquals(List.of(), device.asked);
    }

    private WriteRun write(long offset, int flags) {
        return new WriteRun(device, offset, flags);
    }

    private void assertComplaint(BlockError error, String complaint, Path file) {
        BlockException refusal = assertThrows(
                BlockException.class, () -> write(0, IoFlags.NONE).file(file, OptionalLong.of(1)));
        assertEquals(complaint, refusal.getMessage());
        assertEquals(error, refusal.error());
        assertEquals(List.of(), device.asked);
    }
}
