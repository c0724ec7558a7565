// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.pace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PaceDriverTest {

    private static final int PIECE = 64 << 10;

    @TempDir
    private Path folder;

    private final byte[] content = new byte[8 * PIECE];
    private BlockSystem system;
    private Path image;

    @BeforeEach
    void start() throws Exception {
        new Random(5).nextBytes(content);
        image = Files.write(folder.resolve("disk.img"), content);
        system = BlockSystem.start();
        system.register(new PaceDriver());
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private BlockDevice open(String pace) throws BlockException {
        return system.graph().open("d0", Map.of(
                "driver", "pace",
                "bytes-per-second", pace,
                "file.driver", "file",
                "file.filename", image.toString()));
    }

    @Test
    void keepsThePace() throws Exception {
        BlockDevice device = open("512k");
        long start = System.nanoTime();
        for (int piece = 0; piece < 4; piece++) {
            device.read(piece * PIECE, ByteBuffer.allocate(PIECE));
        }
        long took = System.nanoTime() - start;
        // Three of the four pieces have to be paid for before the last one is read.
        assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(375), "256 KiB at 512 KiB/s took " + took);
    }

    @Test
    void changesNoByte() throws Exception {
        BlockDevice device = open("1G");
        device.write(1234, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        System.arraycopy(new byte[] {1, 2, 3}, 0, content, 1234, 3);
        ByteBuffer all = ByteBuffer.allocate(content.length);
        device.read(0, all);
        assertArrayEquals(content, all.array());
        device.flush();
        system.graph().close("d0");
        assertArrayEquals(content, Files.readAllBytes(image));
    }

    @Test
    void answersWhereItMayNotWait() throws Exception {
        BlockDevice device = open("1k");
        try (BlockRequest request = device.newRequest("test")) {
            MemorySegment target = MemorySegment.ofArray(new byte[PIECE]);
            assertEquals(IoResult.DONE, device.read(request, 0, target, IoFlags.NONE));
            assertEquals(IoResult.WOULD_BLOCK, device.read(request, 0, target, IoFlags.NOWAIT));
        }
    }

    @Test
    void aDrainDoesNotWaitForThePace() throws Exception {
        BlockDevice device = open("1");
        device.read(0, ByteBuffer.allocate(PIECE));
        FutureTask<Void> slow = new FutureTask<>(() -> {
            device.read(0, ByteBuffer.allocate(PIECE));
            return null;
        });
        Thread.ofPlatform().start(slow);
        awaitInside(1);
        // Not ended by the drain, the request would sleep for 65536 seconds.
        try (DrainHandle drain = system.graph().drain("d0")) {
            slow.get(10, TimeUnit.SECONDS);
            awaitInside(0);
            assertTrue(drain != null);
        }
    }

    private void awaitInside(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (system.graph().snapshot().devices().getFirst().inFlight() != count) {
            assertTrue(System.nanoTime() < deadline, "waited in vain for " + count + " requests inside");
            Thread.onSpinWait();
        }
    }

    @Test
    void refusesAPaceOfNothing() {
        BlockException refused = assertThrows(BlockException.class, () -> open("0"));
        assertEquals(BlockError.INVALID, refused.error());
    }
}
