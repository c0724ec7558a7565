// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.drivers.file.FileDriver;
import org.blockgraph.drivers.raw.RawDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A guest writes what it likes to its disk, and never becomes the master of what the disk is taken for. */
@Timeout(120)
final class GuessedFormatTest {

    private static final byte[] QCOW2 = {'Q', 'F', 'I', (byte) 0xfb};

    @TempDir
    private Path folder;

    private BlockSystem system;
    private Path image;

    @BeforeEach
    void start() throws Exception {
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
        system.register(new MarkedDriver(), "1.0");
        image = Files.write(folder.resolve("disk.img"), new byte[1 << 16]);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private BlockDevice open(String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("filename", image.toString()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return system.graph().open("d0", all);
    }

    private void assertKept(String format, Executable write) throws Exception {
        BlockException refused = assertThrows(BlockException.class, write);
        assertEquals(BlockError.PERMISSION, refused.error());
        String text = refused.getMessage();
        assertTrue(text.contains("look like " + format) && text.contains("-f raw"), text);
    }

    @Test
    void aGuessedRawDiskStaysOne() throws Exception {
        BlockDevice device = open();
        assertEquals("raw", system.graph().node("d0").driver());
        assertKept("marked", () -> device.write(0, MarkedDriver.mark()));
        // Neither all at once nor bit by bit, nor from the middle.
        byte[] mark = MarkedDriver.mark().array();
        device.write(1, ByteBuffer.wrap(mark, 1, mark.length - 1));
        assertKept("marked", () -> device.write(0, ByteBuffer.wrap(mark, 0, 1)));
        device.write(512, MarkedDriver.mark());
        device.write(4096, MarkedDriver.mark());
        device.flush();
        system.graph().close("d0");
        assertEquals(0, Files.readAllBytes(image)[0], "what was refused was written all the same");
        open();
        assertEquals("raw", system.graph().node("d0").driver());
    }

    @Test
    void norDoZeroesUncoverAnything() throws Exception {
        system.register(new ZeroEndedDriver(), "1.0");
        Files.write(image, Arrays.copyOf(new byte[] {'z', 1}, 1 << 16));
        BlockDevice device = open();
        try (BlockRequest request = device.newRequest("test")) {
            assertKept("zero-ended", () -> device.writeZeroes(request, 1, 1, IoFlags.NONE));
            assertEquals(IoResult.DONE, device.writeZeroes(request, 0, 2, IoFlags.NONE));
        }
    }

    /** A format whose mark ends with a zero. */
    @BlockDriverType(format = "zero-ended", kind = DriverKind.FORMAT)
    private static final class ZeroEndedDriver implements BlockDriver {

        @Override
        public int probe(byte[] head) {
            return head.length > 1 && head[0] == 'z' && head[1] == 0 ? PROBE_SURE : PROBE_NO;
        }

        @Override
        public DriverInstance open(OpenContext context) throws BlockException {
            throw new BlockException(BlockError.NOT_SUPPORTED, "never opened");
        }
    }

    @Test
    void noMarkOfAFormatWhoseDriverIsAway() throws Exception {
        BlockDevice device = open();
        assertKept("qcow2", () -> device.write(0, ByteBuffer.wrap(QCOW2)));
    }

    @Test
    void whoNamesTheFormatMayWriteAnything() throws Exception {
        BlockDevice device = open("driver", "raw");
        device.write(0, MarkedDriver.mark());
        device.flush();
        system.graph().close("d0");
        BlockDevice again = open("driver", "raw");
        ByteBuffer read = ByteBuffer.allocate(MarkedDriver.mark().remaining());
        again.read(0, read);
        assertArrayEquals(MarkedDriver.mark().array(), read.array());
    }

    @Test
    void aRecognisedFormatIsNotGuarded() throws Exception {
        byte[] content = new byte[1 << 16];
        MarkedDriver.mark().get(content, 0, MarkedDriver.mark().remaining());
        Files.write(image, content);
        BlockDevice device = open();
        assertEquals("marked", system.graph().node("d0").driver());
        device.write(0, MarkedDriver.mark());
        device.write(0, ByteBuffer.wrap(QCOW2));
        device.write(0, ByteBuffer.wrap(new byte[512]));
    }

    @Test
    void anImageWhoseDriverIsAwayIsNotTakenForRaw() throws Exception {
        byte[] content = Arrays.copyOf(QCOW2, 1 << 16);
        Files.write(image, content);
        BlockException refused = assertThrows(BlockException.class, this::open);
        assertEquals(BlockError.NOT_FOUND, refused.error());
        assertTrue(refused.getMessage().contains("no driver 'qcow2'"), refused.getMessage());
        BlockDevice named = open("driver", "raw");
        ByteBuffer read = ByteBuffer.allocate(4);
        named.read(0, read);
        assertArrayEquals(QCOW2, read.array());
    }

    @Test
    void aNodeBelowAnotherIsGuardedToo() throws Exception {
        system.close();
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }).withDriversFrom(null));
        system.register(new FileDriver(), "1.0");
        system.register(new RawDriver(), "1.0");
        system.register(new MarkedDriver(), "1.0");
        // The raw node above is named, the one below is guessed.
        BlockDevice device = system.graph().open("d0", Map.of(
                "driver", "raw", "file.file.driver", "file", "file.file.filename", image.toString()));
        assertEquals("raw", system.graph().node("d0.file").driver());
        assertKept("marked", () -> device.write(0, MarkedDriver.mark()));
        device.write(0, ByteBuffer.wrap(new byte[] {1}));
    }

    @Test
    void twoWritesTogetherDoNoMoreThanEach() throws Exception {
        BlockDevice device = open();
        byte[] mark = MarkedDriver.mark().array();
        int half = mark.length / 2;
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 200; round++) {
                device.write(0, ByteBuffer.allocate(mark.length));
                Future<Boolean> first = clients.submit(() -> write(device, together, 0, mark, 0, half));
                Future<Boolean> second =
                        clients.submit(() -> write(device, together, half, mark, half, mark.length - half));
                assertFalse(first.get() && second.get(), "both halves of the mark were written");
            }
        }
    }

    private static boolean write(
            BlockDevice device, CyclicBarrier together, long at, byte[] bytes, int from, int size)
            throws Exception {
        together.await();
        try {
            device.write(at, ByteBuffer.wrap(bytes, from, size));
            return true;
        } catch (BlockException e) {
            assertEquals(BlockError.PERMISSION, e.error());
            return false;
        }
    }

    @Test
    void whoMayNotWaitIsToldToComeAgain() throws Exception {
        BlockDevice device = open();
        try (BlockRequest request = device.newRequest("test");
                Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocate(512);
            assertEquals(IoResult.WOULD_BLOCK, device.write(request, 0, source, IoFlags.NOWAIT));
        }
    }
}
