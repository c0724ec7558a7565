// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.OneFramework;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image with a file system over real files, opened, looked at, read and written by lines of the shell. */
@OneFramework
class TourIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BLOCK = Ext4Image.BLOCK;

    /** A real file, and where it is in the image. */
    private static final Path REAL = ApplianceFiles.bundle("org.apache.felix.gogo.runtime");
    private static final String NAME = "/" + ApplianceFiles.home().resolve("bundle").relativize(REAL);

    @TempDir
    private Path folder;

    private Ext4Image image;
    private List<Long> blocks;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void makeImage() throws Exception {
        image = Ext4Image.make(folder.resolve("disk.img"), ApplianceFiles.home().resolve("bundle"));
        blocks = image.blocksOf(NAME);
        assertTrue(blocks.size() > 10, () -> NAME + " has only the blocks " + blocks);
        lines.add("block:open d0 " + image.file());
    }

    @Test
    void whatIsReadIsTheFile() throws Exception {
        byte[] before = Files.readAllBytes(image.file());
        lines.add("block:graph");
        for (int i = 0; i < blocks.size(); i++) {
            lines.add("block:read --to " + piece(i) + " d0 " + at(blocks.get(i)) + " " + BLOCK);
        }
        String results = run();
        assertTrue(
                results.startsWith("opened d0: raw (probed), 32 MiB (33554432 bytes)\nd0  32 MiB\n"),
                results);
        assertTrue(results.contains("\n└── d0  raw "), results);
        assertTrue(results.contains("\n    └── file: d0.file  file "), results);
        assertEquals(
                blocks.stream().map(block -> "read 4096/4096 bytes at offset " + at(block)).toList(),
                results.lines().filter(line -> line.startsWith("read ")).toList());
        assertArrayEquals(Files.readAllBytes(REAL), pieces());
        assertArrayEquals(before, Files.readAllBytes(image.file()), "reading has changed the image");
        image.requireClean();
    }

    @Test
    void spareBlocksAreWrittenAndTheFileSystemStaysClean() throws Exception {
        List<Long> free = image.freeBlocks(8);
        for (int i = 0; i < free.size(); i++) {
            lines.add("block:write -P " + (i + 1) + " d0 " + at(free.get(i)) + " 4k");
        }
        long odd = at(free.get(3)) + 511;
        lines.add("block:write -P 0xee d0 " + odd + " 1025");
        lines.add("block:flush d0");
        for (int i = 0; i < free.size(); i++) {
            String part = i == 3 ? "-s 0 -l 511 " : "";
            lines.add("block:read -P " + (i + 1) + " " + part + "d0 " + at(free.get(i)) + " 4k");
        }
        lines.add("block:read d0 " + odd + " 1025 -P 0xee");
        lines.add("block:read -P 4 d0 " + (odd + 1025) + " " + (BLOCK - 511 - 1025));
        lines.add("block:close d0");
        run();
        for (int i = 0; i < free.size(); i++) {
            byte[] expected = new byte[BLOCK];
            Arrays.fill(expected, (byte) (i + 1));
            if (i == 3) {
                Arrays.fill(expected, 511, 511 + 1025, (byte) 0xee);
            }
            assertArrayEquals(expected, blockOfTheImage(free.get(i)), "block " + free.get(i));
        }
        image.requireClean();
        assertTheFileIsThere(Files.readAllBytes(REAL));
    }

    @Test
    void aFilesBlocksAreOverwrittenAndWrittenBack() throws Exception {
        byte[] before = Files.readAllBytes(image.file());
        for (int i = 0; i < blocks.size(); i++) {
            lines.add("block:read -q --to " + piece(i) + " d0 " + at(blocks.get(i)) + " " + BLOCK);
            lines.add("block:write -P 0x5a d0 " + at(blocks.get(i)) + " " + BLOCK);
        }
        lines.add("block:close d0");
        run();
        byte[] overwritten = new byte[(int) Files.size(REAL)];
        Arrays.fill(overwritten, (byte) 0x5a);
        assertTheFileIsThere(overwritten);
        image.requireClean();

        lines.subList(1, lines.size()).clear();
        for (int i = 0; i < blocks.size(); i++) {
            lines.add("block:read -P 0x5a d0 " + at(blocks.get(i)) + " " + BLOCK);
            lines.add("block:write --from " + piece(i) + " d0 " + at(blocks.get(i)));
        }
        lines.add("block:flush d0");
        run();
        assertTheFileIsThere(Files.readAllBytes(REAL));
        assertArrayEquals(before, Files.readAllBytes(image.file()), "not what it was before");
        image.requireClean();
    }

    /** Runs the lines, all of which have to succeed, and returns the results. */
    private String run() throws Exception {
        String[] arguments = lines.stream().flatMap(line -> Stream.of("-c", line)).toArray(String[]::new);
        try (ApplianceProcess appliance = ApplianceProcess.start(folder, arguments)) {
            assertEquals(0, appliance.awaitExit(SOON), appliance.errors());
            assertEquals("", appliance.errors());
            return appliance.results();
        }
    }

    /** Asks the file system's own tool for the file. */
    private void assertTheFileIsThere(byte[] expected) throws Exception {
        Path dumped = folder.resolve("dumped");
        image.dump(NAME, dumped);
        assertArrayEquals(expected, Files.readAllBytes(dumped), NAME);
    }

    private static long at(long block) {
        return block * BLOCK;
    }

    private Path piece(int number) {
        return folder.resolve("piece." + number);
    }

    /** What was read of the file, as long as the file is. */
    private byte[] pieces() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < blocks.size(); i++) {
            all.write(Files.readAllBytes(piece(i)));
        }
        return Arrays.copyOf(all.toByteArray(), (int) Files.size(REAL));
    }

    private byte[] blockOfTheImage(long block) throws Exception {
        return Arrays.copyOfRange(Files.readAllBytes(image.file()), (int) at(block), (int) at(block + 1));
    }
}
