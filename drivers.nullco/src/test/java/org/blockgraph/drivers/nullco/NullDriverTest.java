// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.nullco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Null disks in a graph on a plain class path. */
@Timeout(60)
final class NullDriverTest {

    private static final int PIECE = 4096;

    private BlockSystem system;

    @BeforeEach
    void start() throws Exception {
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private BlockDevice open(String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("driver", "null-co"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return system.graph().open("d0", all);
    }

    @Test
    void theSizeIsAGibibyteUnlessGiven() throws Exception {
        assertEquals(NullDriver.DEFAULT_SIZE, open().length());
        system.graph().close("d0");
        assertEquals(10 << 20, open("size", "10M").length());
        system.graph().close("d0");
        assertEquals(0, open("size", "0").length());
    }

    @Test
    void whatIsWrittenIsForgotten() throws Exception {
        BlockDevice device = open("read-zeroes", "on");
        device.write(PIECE, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        byte[] read = {9, 9, 9, 9};
        device.read(PIECE - 1, ByteBuffer.wrap(read));
        assertArrayEquals(new byte[4], read);
        device.flush();
    }

    @Test
    void withoutReadZeroesABufferIsLeftAsItIs() throws Exception {
        BlockDevice device = open();
        try (BlockRequest request = device.newRequest("test");
                Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(PIECE);
            target.fill((byte) 7);
            device.read(request, 0, target, IoFlags.NONE);
            assertEquals(7, target.get(ValueLayout.JAVA_BYTE, PIECE - 1));
        }
    }

    @Test
    void theMapTellsZeroesFromData() throws Exception {
        open("size", "1M", "read-zeroes", "on");
        List<MapExtent> runs = system.graph().map("d0", 0, 1 << 20, 10);
        assertEquals(1, runs.size());
        assertTrue(runs.getFirst().zero() && runs.getFirst().length() == 1 << 20, runs::toString);
        system.graph().close("d0");
        open("size", "1M");
        assertTrue(system.graph().map("d0", 0, 1 << 20, 10).getFirst().data());
    }

    @Test
    void everyRequestTakesItsLatency() throws Exception {
        BlockDevice device = open("latency-ns", "20000000");
        long start = System.nanoTime();
        device.read(0, ByteBuffer.allocate(PIECE));
        device.write(0, ByteBuffer.allocate(PIECE));
        device.flush();
        long took = System.nanoTime() - start;
        assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(60), "three requests took " + took + " ns");
        try (BlockRequest request = device.newRequest("test")) {
            MemorySegment target = MemorySegment.ofArray(new byte[PIECE]);
            assertEquals(IoResult.WOULD_BLOCK, device.read(request, 0, target, IoFlags.NOWAIT));
        }
    }

    @Test
    void aDrainEndsTheLatency() throws Exception {
        BlockDevice device = open("latency-ns", "3600000000000");
        FutureTask<Void> slow = new FutureTask<>(() -> {
            device.read(0, ByteBuffer.allocate(PIECE));
            return null;
        });
        Thread.ofPlatform().start(slow);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (system.graph().snapshot().devices().getFirst().inFlight() != 1) {
            assertTrue(System.nanoTime() < deadline, "the read did not get inside");
            Thread.onSpinWait();
        }
        try (DrainHandle drain = system.graph().drain("d0")) {
            slow.get(10, TimeUnit.SECONDS);
            assertTrue(drain != null);
        }
    }

    @Test
    void itStandsBelowAFormat() throws Exception {
        BlockDevice device = system.graph().open(
                "d0", Map.of("driver", "raw", "filename", "null-co://", "file.size", "2M", "offset", "1M"));
        assertEquals(1 << 20, device.length());
        device.write(0, ByteBuffer.allocate(PIECE));
        assertEquals("null-co", system.graph().node("d0.file").driver());
    }

    @Test
    void itDoesNotGrow() throws Exception {
        BlockDevice device = system.graph().open(
                "d0", Map.of("driver", "raw", "file.driver", "null-co", "file.size", "4k"));
        BlockException refused = assertThrows(BlockException.class, () -> device.truncate(8192));
        assertEquals(BlockError.NOT_SUPPORTED, refused.error());
        assertEquals(4096, device.length());
    }

    @Test
    void badOptionsAreNamed() {
        for (String[] bad : List.of(
                new String[] {"size", "-1"},
                new String[] {"latency-ns", "soon"},
                new String[] {"read-zeroes", "perhaps"},
                new String[] {"filename", "disk.img"},
                new String[] {"colour", "red"})) {
            BlockException refused = assertThrows(BlockException.class, () -> open(bad));
            assertEquals(BlockError.INVALID, refused.error());
            assertTrue(refused.getMessage().contains(bad[0]) || refused.getMessage().contains(bad[1]),
                    refused.getMessage());
        }
        assertTrue(system.graph().snapshot().nodes().isEmpty());
    }
}
