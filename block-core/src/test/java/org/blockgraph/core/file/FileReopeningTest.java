// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is opened once more with other rights: nobody comes in between, and nothing is left behind. */
@Timeout(60)
final class FileReopeningTest {

    private static final boolean WRITE = true;
    private static final boolean READ = false;

    private static final Set<Integer> READER = Set.of(100, 201, 203);
    private static final Set<Integer> WRITER = Set.of(100, 101, 103, 201, 203);

    @TempDir
    private Path folder;

    private final FileStore store = new FileStore();
    private final NodeFiles files = new NodeFiles("n", store, () -> { });
    private final NodeFiles others = new NodeFiles("other", store, () -> { });
    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = Files.write(folder.resolve("disk.img"), new byte[8192]);
    }

    @AfterEach
    void close() {
        files.close();
        others.close();
    }

    private FileRequest wanted(boolean writable) {
        return new FileRequest(image, writable, false, true);
    }

    /** Which bytes of the image the kernel says are locked, by whomever. */
    private Set<Integer> locked() throws IOException {
        long inode = (Long) Files.getAttribute(image, "unix:ino");
        Set<Integer> bytes = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
            String[] words = line.strip().split("\\s+");
            if (words[1].equals("OFDLCK") && words[words.length - 3].endsWith(":" + inode)) {
                int last = Integer.parseInt(words[words.length - 1]);
                for (int at = Integer.parseInt(words[words.length - 2]); at <= last; at++) {
                    bytes.add(at);
                }
            }
        }
        return bytes;
    }

    private void refusesOthers(boolean writable) {
        BlockException refused = assertThrows(BlockException.class, () -> others.open(wanted(writable)));
        assertEquals(BlockError.LOCKED, refused.error());
    }

    @Test
    void aReaderBecomesAWriter() throws Exception {
        FileHandle reader = files.open(wanted(READ));
        assertEquals(READER, locked());
        try (FileReopening reopening = files.reopening()) {
            FileHandle writer = reopening.open(wanted(WRITE));
            assertTrue(writer.writable());
            assertNotEquals(reader.descriptor(), writer.descriptor());
            assertSame(reader, files.open(wanted(READ)), "not before the commit");
            assertEquals(WRITER, locked());
            refusesOthers(READ);
            refusesOthers(WRITE);
            reopening.commit();
            assertSame(writer, files.open(wanted(WRITE)));
        }
        assertEquals(WRITER, locked());
        refusesOthers(READ);
    }

    @Test
    void aWriterBecomesAReader() throws Exception {
        files.open(wanted(WRITE));
        try (FileReopening reopening = files.reopening()) {
            FileHandle reader = reopening.open(wanted(READ));
            assertFalse(reader.writable());
            reopening.commit();
            refusesOthers(WRITE);
            refusesOthers(READ);
        }
        assertEquals(READER, locked());
        refusesOthers(WRITE);
        others.open(wanted(READ));
    }

    @Test
    void whatIsNotCommittedLeavesNoLockBehind() throws Exception {
        FileHandle reader = files.open(wanted(READ));
        try (FileReopening reopening = files.reopening()) {
            reopening.open(wanted(WRITE));
        }
        assertSame(reader, files.open(wanted(READ)));
        assertEquals(READER, locked());
        others.open(wanted(READ));
        others.close();
        refusesOthers(WRITE);

        files.close();
        files.open(wanted(WRITE));
        try (FileReopening reopening = files.reopening()) {
            reopening.open(wanted(READ));
        }
        assertEquals(WRITER, locked());
        refusesOthers(READ);
    }

    @Test
    void anotherReaderIsInTheWay() throws Exception {
        files.open(wanted(READ));
        others.open(wanted(READ));
        try (FileReopening reopening = files.reopening()) {
            BlockException refused = assertThrows(BlockException.class, () -> reopening.open(wanted(WRITE)));
            assertEquals(BlockError.LOCKED, refused.error());
            assertEquals(READER, locked(), "the refused one left its locks");
        }
        others.close();
        assertEquals(READER, locked());
        try (FileReopening reopening = files.reopening()) {
            reopening.open(wanted(WRITE));
            reopening.commit();
        }
        assertEquals(WRITER, locked());
    }

    /** What a process of QEMU's sees, at each moment. */
    @Test
    void anotherProcessIsKeptOutAllTheTime() throws Exception {
        files.open(wanted(READ));
        assertTrue(qemuReads());
        assertFalse(qemuWrites());
        try (FileReopening reopening = files.reopening()) {
            reopening.open(wanted(WRITE));
            assertFalse(qemuWrites(), "while both are open");
            reopening.commit();
        }
        assertFalse(qemuWrites(), "afterwards");
        try (FileReopening reopening = files.reopening()) {
            reopening.open(wanted(READ));
            reopening.commit();
            assertFalse(qemuWrites(), "while it becomes a reader");
        }
        assertFalse(qemuWrites(), "beside a reader");
        assertTrue(qemuReads(), "beside a reader");
        files.close();
        assertTrue(qemuWrites(), "when it is closed");
    }

    private boolean qemuWrites() throws Exception {
        return Peers.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString()).ok();
    }

    private boolean qemuReads() throws Exception {
        return Peers.run("qemu-io", "-f", "raw", "-r", "-c", "read 0 512", image.toString()).ok();
    }

    @Test
    void lockingCanBeTurnedOnAndOff() throws Exception {
        files.open(new FileRequest(image, true, false, false));
        assertEquals(Set.of(), locked());
        try (FileReopening reopening = files.reopening()) {
            reopening.open(wanted(WRITE));
            reopening.commit();
        }
        assertEquals(WRITER, locked());
        try (FileReopening reopening = files.reopening()) {
            reopening.open(new FileRequest(image, true, false, false));
            reopening.commit();
        }
        assertEquals(Set.of(), locked());
        others.open(wanted(WRITE));
        try (FileReopening reopening = files.reopening()) {
            assertThrows(BlockException.class, () -> reopening.open(wanted(WRITE)));
        }
        assertEquals(WRITER, locked(), "those of the other");
    }

    @Test
    void whatIsOpenAsWantedStays() throws Exception {
        FileHandle writer = files.open(wanted(WRITE));
        try (FileReopening reopening = files.reopening()) {
            assertSame(writer, reopening.open(wanted(WRITE)));
            reopening.commit();
        }
        assertEquals(WRITER, locked());
        refusesOthers(READ);
    }

    @Test
    void anotherFileInItsPlaceIsNotTaken() throws Exception {
        files.open(wanted(READ));
        Path other = Files.copy(image, folder.resolve("other.img"));
        Path away = folder.resolve("away.img");
        Files.move(image, away);
        Files.move(other, image, StandardCopyOption.REPLACE_EXISTING);
        try (FileReopening reopening = files.reopening()) {
            BlockException refused = assertThrows(BlockException.class, () -> reopening.open(wanted(WRITE)));
            assertEquals(BlockError.CORRUPT, refused.error());
            assertTrue(refused.getMessage().contains("another file"), refused.getMessage());
        }
        assertEquals(Set.of(), locked(), "of the one that is none of ours");
        Files.move(away, image, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(READER, locked());
    }

    @Test
    void aFileThatIsNotOpenIsNoneToReopen() throws Exception {
        files.open(wanted(READ));
        try (FileReopening reopening = files.reopening()) {
            FileRequest other = new FileRequest(folder.resolve("b.img"), true, false, true);
            BlockException refused = assertThrows(BlockException.class, () -> reopening.open(other));
            assertEquals(BlockError.NOT_SUPPORTED, refused.error());
        }
    }
}
