// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FileCreationTest {

    private static final long SIZE = 3 * (1 << 20) + 17;

    @TempDir
    private Path folder;

    private record Context(String name, long size, DriverOptions options) implements CreateContext {

        @Override
        public Child file() {
            return null;
        }

        @Override
        public BlockRequest request() {
            return null;
        }
    }

    static void create(Path path, long size, String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("filename", path.toString()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        new FileDriver().create(new Context(path.toString(), size, new TestOptions(all)));
    }

    private static void assertRefused(
            BlockError error, String words, Path path, long size, String... options) {
        BlockException refused = assertThrows(BlockException.class, () -> create(path, size, options));
        String text = refused.getMessage();
        assertEquals(error, refused.error(), text);
        assertTrue(text.contains(words) && !text.contains("\n"), text);
    }

    @ParameterizedTest
    @CsvSource({"off, false", "falloc, true", "full, true"})
    void theSpaceIsThereOrNot(String preallocation, boolean there) throws Exception {
        Path image = folder.resolve("disk.img");
        create(image, SIZE, "preallocation", preallocation);
        assertEquals(SIZE, Files.size(image));
        assertArrayEquals(new byte[(int) SIZE], Files.readAllBytes(image));
        long stored = OpenFile.stored(image);
        assertTrue(there ? stored >= SIZE : stored == 0, preallocation + " stores " + stored + " bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "falloc", "full"})
    void theFileIsWhatQemuImgMakes(String preallocation) throws Exception {
        Path ours = folder.resolve("ours.img");
        Path theirs = folder.resolve("theirs.img");
        create(ours, 2 << 20, "preallocation", preallocation);
        String option = "preallocation=" + preallocation;
        Peers.ask("qemu-img", "create", "-f", "raw", "-o", option, theirs.toString(), "2M");
        assertEquals(-1, Files.mismatch(ours, theirs));
        // qemu-img stores the first block of an image that is otherwise a hole.
        long difference = OpenFile.stored(theirs) - OpenFile.stored(ours);
        assertTrue(difference >= 0 && difference <= 4096, "theirs stores " + difference + " bytes more");
    }

    @Test
    void onlyFullWritesEverything() throws Exception {
        Path image = folder.resolve("disk.img");
        create(image, 1 << 20, "preallocation", "falloc");
        assertTrue(Peers.ask("qemu-img", "map", "--output=json", "-f", "raw", image.toString())
                .contains("\"data\": false"));
        create(image, 1 << 20, "preallocation", "full");
        assertFalse(Peers.ask("qemu-img", "map", "--output=json", "-f", "raw", image.toString())
                .contains("\"data\": false"));
    }

    @Test
    void nothingIsASizeToo() throws Exception {
        for (String preallocation : new String[] {"off", "falloc", "full"}) {
            Path image = folder.resolve(preallocation);
            create(image, 0, "preallocation", preallocation);
            assertEquals(0, Files.size(image));
        }
    }

    @Test
    void whatWasThereIsGone() throws Exception {
        byte[] old = new byte[1 << 16];
        Arrays.fill(old, (byte) 1);
        Path image = Files.write(folder.resolve("disk.img"), old);
        create(image, 1000);
        assertArrayEquals(new byte[1000], Files.readAllBytes(image));
    }

    @Test
    void refusesWhatItCanNotMake() throws Exception {
        assertRefused(BlockError.INVALID, "is a directory; name a file", folder, 1);
        assertRefused(BlockError.NOT_FOUND, "no such folder", folder.resolve("none/disk.img"), 1);
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(BlockError.NOT_FOUND, "no such folder", file.resolve("disk.img"), 1);
        assertRefused(BlockError.INVALID, "neither a file nor a disk", Path.of("/dev/null"), 1);
        assertRefused(BlockError.INVALID, "too long", folder.resolve("x".repeat(300)), 1);
        assertRefused(BlockError.INVALID, "'some'", folder.resolve("new"), 1, "preallocation", "some");
        assertTrue(Files.notExists(folder.resolve("new")));
        Path pipe = folder.resolve("pipe");
        Peers.ask("mkfifo", pipe.toString());
        assertRefused(BlockError.INVALID, "neither a file nor a disk", pipe, 1);
    }

    @Test
    void aFileThatIsTooLargeIsNotLeftBehind() throws Exception {
        Path image = folder.resolve("huge.img");
        assertRefused(BlockError.NO_SPACE, "larger than", image, Long.MAX_VALUE);
        assertTrue(Files.notExists(image), "half a file is left behind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"falloc", "full"})
    void aDiskThatIsTooSmall(String preallocation) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "1m")) {
            Path image = disk.folder().resolve("disk.img");
            String[] option = {"preallocation", preallocation};
            assertRefused(BlockError.NO_SPACE, "no space is left", image, 2 << 20, option);
            assertTrue(Files.notExists(image), "half a file is left behind");
            create(image, 2 << 20);
            assertEquals(2 << 20, Files.size(image));
            assertRefused(BlockError.NO_SPACE, "no space is left", image, 2 << 20, option);
            assertEquals(0, Files.size(image), "an image that was there before stays, but keeps no space");
        }
    }

    @Test
    void aCancelledCreationLeavesNothingBehind() throws Exception {
        Path image = folder.resolve("disk.img");
        Thread.currentThread().interrupt();
        try {
            assertRefused(BlockError.CANCELLED, "cancelled", image, 1 << 20, "preallocation", "full");
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertTrue(Files.notExists(image));
    }
}
