// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zeroes, discards and the map, on a file system with holes. */
final class FileRangesTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        image = Files.write(folder.resolve("disk.img"), ones(SIZE));
    }

    private static byte[] ones(int size) {
        byte[] ones = new byte[size];
        Arrays.fill(ones, (byte) 1);
        return ones;
    }

    /** A file system may need a few blocks to remember where the holes are. */
    private static void assertGivenBack(long wanted, long before, OpenFile file) throws Exception {
        long given = before - file.stored();
        assertTrue(given <= wanted && given > wanted - (64 << 10), given + " bytes were given back");
    }

    /** Not every file system can zero a range without a hole; on such a one there is nothing to test. */
    private static void assumeZeroes(OpenFile file, int flags) {
        try {
            file.instance.writeZeroes(file.request, 0, 1, flags);
        } catch (BlockException e) {
            Assumptions.assumeFalse(e.error() == BlockError.NOT_SUPPORTED, e.getMessage());
            throw new AssertionError(e);
        }
    }

    @Test
    void aDiscardGivesSpaceBack() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            file.instance.flush(file.request, 0);
            long before = file.stored();
            file.instance.discard(file.request, 256 << 10, 512 << 10, 0);
            file.instance.flush(file.request, 0);
            assertGivenBack(512 << 10, before, file);
            assertEquals(SIZE, file.size());
            assertArrayEquals(new byte[512 << 10], file.read(256 << 10, 512 << 10));
            assertArrayEquals(ones(256 << 10), file.read(0, 256 << 10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, IoFlags.MAY_UNMAP})
    void zeroesCoverExactlyTheirRange(int flags) throws Exception {
        byte[] model = ones(SIZE);
        model[0] = 0;
        Random random = new Random(4);
        try (OpenFile file = OpenFile.writable(image)) {
            assumeZeroes(file, flags);
            for (int i = 0; i < 200; i++) {
                int offset = random.nextInt(SIZE);
                int size = 1 + random.nextInt(Math.min(SIZE - offset, 20_000));
                Arrays.fill(model, offset, offset + size, (byte) 0);
                file.instance.writeZeroes(file.request, offset, size, flags);
            }
            assertArrayEquals(model, file.read(0, SIZE));
            assertEquals(SIZE, file.size());
        }
    }

    @Test
    void onlyZeroesThatMayBeUnmappedGiveSpaceBack() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            file.instance.flush(file.request, 0);
            assumeZeroes(file, 0);
            long before = file.stored();
            file.instance.writeZeroes(file.request, 0, SIZE / 2, 0);
            file.instance.flush(file.request, 0);
            assertTrue(file.stored() >= before, "space that was promised is gone");
            file.instance.writeZeroes(file.request, SIZE / 2, SIZE / 2, IoFlags.MAY_UNMAP);
            file.instance.flush(file.request, 0);
            assertGivenBack(SIZE / 2, before, file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, IoFlags.MAY_UNMAP})
    void zeroesBehindTheEndGrowTheFile(int flags) throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            assumeZeroes(file, 0);
            file.instance.writeZeroes(file.request, SIZE - 100, 5100, flags);
            assertEquals(SIZE + 5000, file.instance.length());
            assertEquals(SIZE + 5000, file.size());
            assertArrayEquals(new byte[5100], file.read(SIZE - 100, 5100));
            assertArrayEquals(ones(100), file.read(SIZE - 200, 100));
        }
    }

    @Test
    void whatDoesNotFitSetsNothingAside() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            file.instance.flush(file.request, 0);
            long before = file.stored();
            long tooMuch = 2 * Files.getFileStore(image).getUsableSpace();
            BlockException refused = assertThrows(
                    BlockException.class, () -> file.instance.writeZeroes(file.request, SIZE, tooMuch, 0));
            assertEquals(BlockError.NO_SPACE, refused.error());
            assertEquals(before, file.stored());
            assertEquals(SIZE, file.instance.length());
        }
    }

    @Test
    void aFileSystemWithoutZeroesSaysSo() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder, "4m");
                OpenFile file =
                        OpenFile.writable(Files.write(disk.folder().resolve("disk.img"), ones(SIZE)))) {
            BlockException refused = assertThrows(
                    BlockException.class, () -> file.instance.writeZeroes(file.request, 0, 4096, 0));
            assertEquals(BlockError.NOT_SUPPORTED, refused.error());
            file.instance.writeZeroes(file.request, 0, 4096, IoFlags.MAY_UNMAP);
            assertArrayEquals(new byte[4096], file.read(0, 4096));
        }
    }

    @Test
    void theMapIsThatOfQemuImg() throws Exception {
        Path sparse = folder.resolve("sparse.img");
        Random random = new Random(5);
        try (FileChannel channel = FileChannel.open(
                sparse, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 40; i++) {
                channel.write(ByteBuffer.wrap(ones(1 + random.nextInt(30_000))), random.nextInt(8 << 20));
            }
            channel.write(ByteBuffer.wrap(ones(512)), 12 << 20);
            channel.force(true);
        }
        assertEquals(qemuMap(sparse), ourMap(sparse));
        assertEquals(qemuMap(image), ourMap(image));
        Path empty = Files.createFile(folder.resolve("hole.img"));
        try (OpenFile file = OpenFile.writable(empty)) {
            file.instance.truncate(file.request, 3 << 20);
        }
        assertEquals(List.of(new Run(0, 3 << 20, false, true)), ourMap(empty));
        assertEquals(qemuMap(empty), ourMap(empty));
    }

    private static final Pattern RUN = Pattern.compile("\"start\": (\\d+), \"length\": (\\d+), \"depth\": 0, "
            + "\"present\": true, \"zero\": (true|false), \"data\": (true|false), \"offset\": (\\d+)");

    private record Run(long start, long length, boolean data, boolean zero) {}

    private static List<Run> qemuMap(Path image) throws IOException, InterruptedException {
        String json = Peers.ask("qemu-img", "map", "--output=json", "-f", "raw", image.toString());
        Matcher each = RUN.matcher(json);
        List<Run> runs = new ArrayList<>();
        while (each.find()) {
            assertEquals(each.group(1), each.group(5));
            runs.add(new Run(
                    Long.parseLong(each.group(1)),
                    Long.parseLong(each.group(2)),
                    Boolean.parseBoolean(each.group(4)),
                    Boolean.parseBoolean(each.group(3))));
        }
        assertTrue(!runs.isEmpty(), json);
        return runs;
    }

    /** Walks the map as the core does; the runs that follow each other differ, as qemu-img's do. */
    static List<Run> ourMap(Path image) throws BlockException {
        List<Run> runs = new ArrayList<>();
        BlockStatus status = new BlockStatus();
        try (OpenFile file = OpenFile.readOnly(image)) {
            long end = file.instance.length();
            for (long at = 0; at < end; at += status.length()) {
                file.instance.blockStatus(file.request, at, end - at, status, 0);
                assertTrue(status.is(BlockStatus.ALLOCATED | BlockStatus.OFFSET_VALID));
                assertEquals(at, status.mapOffset());
                assertEquals(at + status.length() == end, status.is(BlockStatus.EOF));
                boolean data = status.is(BlockStatus.DATA);
                runs.add(new Run(at, status.length(), data, status.is(BlockStatus.ZERO)));
            }
        }
        return runs;
    }

    @Test
    void aRunEndsWhereTheQuestionDoes() throws Exception {
        try (OpenFile file = OpenFile.readOnly(image)) {
            BlockStatus status = new BlockStatus();
            file.instance.blockStatus(file.request, 1000, 500, status, 0);
            assertEquals(500, status.length());
            assertTrue(status.is(BlockStatus.DATA) && !status.is(BlockStatus.EOF));
            assertEquals(1000, status.mapOffset());
        }
    }
}
