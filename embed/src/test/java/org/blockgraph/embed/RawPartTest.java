// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.info.MapExtent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A part of a file as a disk: nothing before it and nothing behind it is ever touched. */
@Timeout(120)
final class RawPartTest {

    private static final int FILE_SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private BlockSystem system;
    private Path image;
    private byte[] model;

    @BeforeEach
    void start() throws Exception {
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
        model = new byte[FILE_SIZE];
        new Random(11).nextBytes(model);
        image = Files.write(folder.resolve("disk.img"), model);
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private BlockDevice open(String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("driver", "raw", "filename", image.toString()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return system.graph().open("d0", all);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4096, off",
        "65536, 131072, off",
        "1, 1, off",
        "12345, 54321, off",
        "4096, 8192, on",
        "4096, 5000, on",
        "12345, 54321, on",
        "1048000, 576, on"
    })
    void everyOperationKeepsToThePart(int offset, int size, String direct) throws Exception {
        Random random = new Random(offset + size);
        String[] part = {"offset", Integer.toString(offset), "size", Integer.toString(size)};
        BlockDevice device = open(part[0], part[1], part[2], part[3], "file.cache.direct", direct);
        assertEquals(size, device.length());
        try (BlockRequest request = device.newRequest("test")) {
            for (int i = 0; i < 60; i++) {
                int at = random.nextInt(size);
                int length = 1 + random.nextInt(size - at);
                if (i % 3 == 0) {
                    Arrays.fill(model, offset + at, offset + at + length, (byte) 0);
                    int flags = random.nextBoolean() ? IoFlags.MAY_UNMAP : IoFlags.NONE;
                    device.writeZeroes(request, at, length, flags);
                } else {
                    byte[] piece = new byte[length];
                    random.nextBytes(piece);
                    System.arraycopy(piece, 0, model, offset + at, length);
                    device.write(at, ByteBuffer.wrap(piece));
                }
            }
            ByteBuffer all = ByteBuffer.allocate(size);
            device.read(0, all);
            assertArrayEquals(Arrays.copyOfRange(model, offset, offset + size), all.array());
        }
        device.flush();
        system.graph().close("d0");
        assertArrayEquals(model, Files.readAllBytes(image), "something beside the part was written");
    }

    @Test
    void theWholePartIsDiscardedAndNoMore() throws Exception {
        BlockDevice device = open("offset", "5000", "size", "100000");
        try (BlockRequest request = device.newRequest("test")) {
            device.discard(request, 0, 100_000, IoFlags.NONE);
        }
        system.graph().close("d0");
        Arrays.fill(model, 5000, 105_000, (byte) 0);
        assertArrayEquals(model, Files.readAllBytes(image));
    }

    @Test
    void aPartEndsWhereItEnds() throws Exception {
        BlockDevice device = open("offset", "4096", "size", "8192");
        BlockException refused =
                assertThrows(BlockException.class, () -> device.write(8191, ByteBuffer.allocate(2)));
        assertEquals(BlockError.OUT_OF_RANGE, refused.error());
        assertThrows(BlockException.class, () -> device.read(8192, ByteBuffer.allocate(1)));
        BlockException fixed = assertThrows(BlockException.class, () -> device.truncate(16_384));
        assertEquals(BlockError.NOT_SUPPORTED, fixed.error());
        assertTrue(fixed.getMessage().contains("size option"), fixed.getMessage());
        assertArrayEquals(model, Files.readAllBytes(image));
    }

    @ParameterizedTest
    @CsvSource({
        "1048577, -1",
        "0, 1048577",
        "1, 1048576",
        "1048576, 1",
        "9223372036854775807, 9223372036854775807",
        "1, 9223372036854775807"
    })
    void aPartBeyondTheFileIsRefused(String offset, String size) {
        String[] options = size.equals("-1")
                ? new String[] {"offset", offset}
                : new String[] {"offset", offset, "size", size};
        BlockException refused = assertThrows(BlockException.class, () -> open(options));
        assertEquals(BlockError.OUT_OF_RANGE, refused.error());
        String text = refused.getMessage();
        assertTrue(text.contains("reach beyond d0.file, which has 1048576 bytes"), text);
        assertTrue(system.graph().devices().isEmpty() && system.graph().snapshot().nodes().isEmpty());
    }

    @Test
    void anOffsetAndASizeMayBeAnything() throws Exception {
        assertEquals(0, open("offset", "1M").length());
        system.graph().close("d0");
        assertEquals(0, open("size", "0").length());
        system.graph().close("d0");
        assertEquals(1 << 19, open("offset", "0.5M").length());
        system.graph().close("d0");
        for (String bad : List.of("-1", "some", "1.5", "0x-1")) {
            BlockException refused = assertThrows(BlockException.class, () -> open("offset", bad));
            assertEquals(BlockError.INVALID, refused.error());
        }
    }

    @Test
    void withoutASizeItGrowsWithTheFile() throws Exception {
        BlockDevice device = open("offset", "4096");
        assertEquals(FILE_SIZE - 4096, device.length());
        device.truncate(FILE_SIZE);
        assertEquals(FILE_SIZE, device.length());
        assertEquals(FILE_SIZE + 4096, Files.size(image));
        device.truncate(100);
        assertEquals(4196, Files.size(image));
        system.graph().close("d0");
        assertArrayEquals(Arrays.copyOf(model, 4196), Files.readAllBytes(image));
    }

    @Test
    void theMapIsThatOfQemuImg() throws Exception {
        Path sparse = folder.resolve("sparse.img");
        system.graph().create("raw", sparse.toString(), 1 << 20, Map.of());
        image = sparse;
        BlockDevice whole = open();
        whole.write(200_000, ByteBuffer.wrap(model, 0, 100_000));
        whole.write(700_000, ByteBuffer.wrap(model, 0, 10_000));
        system.graph().close("d0");
        open("offset", "65536", "size", "851968");
        StringBuilder ours = new StringBuilder();
        for (MapExtent run : system.graph().map("d0", 0, 851_968, 1000)) {
            ours.append(run.start()).append(' ').append(run.length()).append(' ').append(run.data())
                    .append(' ').append(run.offset()).append('\n');
        }
        system.graph().close("d0");
        String theirs =
                Peers.map("driver=raw,offset=65536,size=851968,file.driver=file,file.filename=" + sparse);
        assertTrue(theirs.lines().count() > 3, theirs);
        assertEquals(theirs, ours.toString());
    }

    @ParameterizedTest
    @CsvSource({"off, false", "falloc, true", "full, true"})
    void aNewImageHasItsSpaceOrNot(String preallocation, boolean there) throws Exception {
        Path made = folder.resolve("new.img");
        system.graph().create("raw", made.toString(), 3 << 20, Map.of("preallocation", preallocation));
        assertEquals(3 << 20, Files.size(made));
        assertArrayEquals(new byte[3 << 20], Files.readAllBytes(made));
        long stored = Peers.stored(made);
        assertTrue(there ? stored >= 3 << 20 : stored == 0, preallocation + " stores " + stored + " bytes");
    }

    @ParameterizedTest
    @CsvSource({"off", "falloc"})
    void anImageThatIsTooLargeIsNotLeftBehind(String preallocation) {
        Path made = folder.resolve("new.img");
        Map<String, String> options = Map.of("preallocation", preallocation);
        long tooLarge = Long.MAX_VALUE - (1 << 20);
        BlockException refused = assertThrows(
                BlockException.class, () -> system.graph().create("raw", made.toString(), tooLarge, options));
        assertEquals(BlockError.NO_SPACE, refused.error());
        assertTrue(Files.notExists(made), "half an image is left behind");
    }

    @Test
    void anExistingImageIsOverwrittenWithAllItsSpace() throws Exception {
        long size = 3 << 20;
        for (String preallocation : List.of("full", "falloc", "off")) {
            system.graph().create("raw", image.toString(), size, Map.of("preallocation", preallocation));
            assertEquals(size, Files.size(image));
            assertArrayEquals(new byte[(int) size], Files.readAllBytes(image));
            assertEquals(preallocation.equals("off"), Peers.stored(image) < size);
        }
    }

    @Test
    void badOptionsOfANewImageAreNamed() {
        String made = folder.resolve("new.img").toString();
        for (Map<String, String> bad : List.of(
                Map.of("preallocation", "metadata"), Map.of("colour", "red"), Map.of("file.colour", "red"))) {
            BlockException refused =
                    assertThrows(BlockException.class, () -> system.graph().create("raw", made, 512, bad));
            assertEquals(BlockError.INVALID, refused.error());
            String text = refused.getMessage();
            assertTrue(text.contains("preallocation") || text.contains("colour"), text);
            assertTrue(Files.notExists(Path.of(made)), "half an image is left behind");
        }
        BlockException refused = assertThrows(
                BlockException.class, () -> system.graph().create("raw", "a\0b", 512, Map.of()));
        assertEquals(BlockError.INVALID, refused.error());
    }
}
