// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.result.Transfer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadRunTest {

    private static final int CHUNK = Chunks.DATA_BYTES;

    @TempDir
    private Path folder;

    private final MemoryDevice device = new MemoryDevice("d0", 3 * CHUNK, false);

    @AfterEach
    void everyRequestWasGivenBack() {
        assertEquals(0, device.openRequests());
        assertFalse(Thread.interrupted(), "a test left its thread interrupted");
    }

    @Test
    void aLongReadGoesInPieces() throws BlockException {
        Transfer transfer = new ReadRun(device, 100, 2L * CHUNK + 5).run();
        assertEquals(
                List.of(
                        "read 100 " + CHUNK,
                        "read " + (100 + CHUNK) + " " + CHUNK,
                        "read " + (100 + 2 * CHUNK) + " 5"),
                device.asked);
        assertEquals(3, transfer.operations());
        assertEquals(2L * CHUNK + 5, transfer.length());
        assertEquals(100, transfer.offset());
        assertTrue(transfer.nanos() > 0);
    }

    @Test
    void aReadOfNothingAsksForNothing() throws BlockException {
        assertEquals(0, new ReadRun(device, device.length(), 0).run().operations());
        assertEquals(List.of(), device.asked);
    }

    @Test
    void aReadBeyondTheEndReadsNothingAndTouchesNoFile() throws Exception {
        Path file = Files.writeString(folder.resolve("kept"), "kept");
        ReadRun read = new ReadRun(device, 3L * CHUNK - 10, 11);
        read.saveTo(file);
        BlockException refusal = assertThrows(BlockException.class, read::run);
        assertEquals(BlockError.OUT_OF_RANGE, refusal.error());
        assertEquals("d0: 11 bytes at 12582902 reach beyond its end at 12582912", refusal.getMessage());
        assertEquals(List.of(), device.asked);
        assertEquals("kept", Files.readString(file));
        assertThrows(BlockException.class, () -> new ReadRun(device, Long.MAX_VALUE, Long.MAX_VALUE).run());
    }

    @Test
    void everyByteThatIsNotThePatternIsFound() throws BlockException {
        Arrays.fill(device.content, (byte) 0x5a);
        verified((byte) 0x5a, 0, 3L * CHUNK, 0, 3L * CHUNK);
        for (int wrong : List.of(0, 511, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK - 1)) {
            device.content[wrong] = 0x11;
            PatternMismatch mismatch = assertThrows(
                    PatternMismatch.class, () -> verified((byte) 0x5a, 0, 3L * CHUNK, 0, 3L * CHUNK));
            assertEquals(wrong, mismatch.offset());
            assertEquals(
                    "d0: pattern verification failed at offset " + wrong + ": expected 0x5a, found 0x11",
                    mismatch.getMessage());
            device.content[wrong] = 0x5a;
        }
    }

    @Test
    void theFirstWrongByteIsNamed() {
        Arrays.fill(device.content, 1000, 1010, (byte) 0xff);
        PatternMismatch mismatch =
                assertThrows(PatternMismatch.class, () -> verified((byte) 0, 7, 2000, 0, 2000));
        assertEquals(1000, mismatch.offset());
    }

    @Test
    void onlyTheRangeAskedForIsVerified() throws BlockException {
        Arrays.fill(device.content, CHUNK - 2, CHUNK + 2, (byte) 1);
        verified((byte) 1, 0, 3L * CHUNK, CHUNK - 2, 4);
        assertThrows(PatternMismatch.class, () -> verified((byte) 1, 0, 3L * CHUNK, CHUNK - 2, 5));
        assertThrows(PatternMismatch.class, () -> verified((byte) 1, 0, 3L * CHUNK, CHUNK - 3, 4));
        verified((byte) 1, 0, 3L * CHUNK, 0, 0);
        verified((byte) 1, CHUNK - 10, 20, 8, 4);
    }

    @Test
    void aSavedReadIsTheSameBytes() throws Exception {
        new Random(1).nextBytes(device.content);
        Path file = Files.write(folder.resolve("saved"), new byte[4 * CHUNK]);
        ReadRun read = new ReadRun(device, 13, 2L * CHUNK + 1);
        read.saveTo(file);
        read.run();
        assertArrayEquals(
                Arrays.copyOfRange(device.content, 13, 13 + 2 * CHUNK + 1), Files.readAllBytes(file));
    }

    @Test
    void aFileThatCantBeWrittenIsNamed() {
        ReadRun inFolder = new ReadRun(device, 0, 1);
        inFolder.saveTo(folder);
        assertEquals(
                folder + ": Is a directory",
                assertThrows(BlockException.class, inFolder::run).getMessage());
        Path missing = folder.resolve("no").resolve("file");
        ReadRun inMissing = new ReadRun(device, 0, 1);
        inMissing.saveTo(missing);
        BlockException refusal = assertThrows(BlockException.class, inMissing::run);
        assertEquals(missing + ": no such file or folder", refusal.getMessage());
        assertEquals(BlockError.NOT_FOUND, refusal.error());
    }

    @Test
    void aDumpLooksAsQemuIoPrintsIt() throws BlockException {
        byte[] text = "Blockgraph ~\177\0\n second line".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, device.content, 510, text.length);
        device.content[537] = (byte) 0xff;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ReadRun read = new ReadRun(device, 510, 28);
        read.dump(new PrintStream(printed, true, StandardCharsets.UTF_8));
        read.run();
        assertEquals(
                """
                000001fe:  42 6c 6f 63 6b 67 72 61 70 68 20 7e 7f 00 0a 20  Blockgraph ~...\s
                0000020e:  73 65 63 6f 6e 64 20 6c 69 6e 65 ff              second line.
                """,
                printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anInterruptedReadStopsBetweenPieces() {
        Thread.currentThread().interrupt();
        BlockException stopped =
                assertThrows(BlockException.class, () -> new ReadRun(device, 0, 2L * CHUNK).run());
        assertTrue(Thread.interrupted());
        assertEquals(BlockError.CANCELLED, stopped.error());
        assertEquals("d0: interrupted after 0 of 8388608 bytes", stopped.getMessage());
    }

    private void verified(byte pattern, long offset, long length, long skip, long count)
            throws BlockException {
        ReadRun read = new ReadRun(device, offset, length);
        read.verify(pattern, skip, count);
        read.run();
    }
}
