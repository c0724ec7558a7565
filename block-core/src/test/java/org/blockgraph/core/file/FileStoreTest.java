// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be opened is refused in one line that names it; what a node has open it keeps. */
final class FileStoreTest {

    private static final boolean WRITE = true;
    private static final boolean READ = false;

    @TempDir
    private Path folder;

    private final FileStore store = new FileStore();

    @Test
    void refusesWhatIsNoImage() throws Exception {
        assertRefused(BlockError.NOT_FOUND, "no such file", folder.resolve("missing.img"), READ);
        assertRefused(BlockError.INVALID, "is a directory", folder, READ);
        assertRefused(BlockError.INVALID, "is a directory", folder, WRITE);
        Path file = Files.createFile(folder.resolve("file"));
        assertRefused(BlockError.NOT_FOUND, "no folder", file.resolve("below"), READ);
        assertRefused(BlockError.INVALID, "neither a file nor a disk", Path.of("/dev/null"), READ);
    }

    @Test
    void aLinkThatTurnsInACircleAndANameThatIsTooLong() throws Exception {
        Path link = folder.resolve("a");
        Files.createSymbolicLink(link, link);
        assertRefused(BlockError.INVALID, "circle", link, READ);
        assertRefused(BlockError.INVALID, "too long", folder.resolve("x".repeat(300)), READ);
    }

    @Test
    void aPipeDoesNotHoldUpTheOpen() throws Exception {
        Path pipe = folder.resolve("pipe");
        Peers.Outcome made = Peers.run("mkfifo", pipe.toString());
        assertTrue(made.ok(), made.text());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertRefused(BlockError.INVALID, "neither a file nor a disk", pipe, READ);
            assertRefused(BlockError.INVALID, "neither a file nor a disk", pipe, WRITE);
        });
    }

    @Test
    void withoutPermission() throws Exception {
        Path image = Files.createFile(
                folder.resolve("mine.img"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        Assumptions.assumeFalse(Files.isReadable(image), "this user may read everything");
        assertRefused(BlockError.PERMISSION, "permission denied", image, READ);
        assertRefused(BlockError.PERMISSION, "try read-only", image, WRITE);
    }

    @Test
    void bypassesThePageCacheWhereAsked() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[4096]);
        KeptFile file = store.open(new FileRequest(image, true, true, true));
        assertTrue(file.direct() && file.writable());
        assertEquals(Posix.O_DIRECT, flagsOf(file) & Posix.O_DIRECT);
        file.close();
        KeptFile cached = store.open(new FileRequest(image, false, false, true));
        assertEquals(0, flagsOf(cached) & Posix.O_DIRECT);
        assertFalse(cached.writable());
        cached.close();
    }

    /** The flags that the kernel knows of a descriptor; it writes them in octal digits. */
    private static int flagsOf(KeptFile file) throws IOException {
        Path info = Path.of("/proc/self/fdinfo/" + file.descriptor());
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("flags:"))
                .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void noProgramThatIsStartedInheritsTheFile() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[4096]);
        KeptFile file = store.open(new FileRequest(image, true, false, true));
        int closeOnExec = Posix.O_CLOEXEC;
        assertEquals(closeOnExec, flagsOf(file) & closeOnExec);
        file.close();
    }

    @Test
    void aNodeOpensAFileOnce() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[4096]);
        try (NodeFiles files = new NodeFiles("d0", store, () -> { })) {
            FileHandle first = files.open(new FileRequest(image, true, false, true));
            FileHandle again = files.open(new FileRequest(image, true, false, true));
            assertEquals(first, again, "opened again it would be locked against itself");
            assertEquals(image, files.firstPath());
            files.remember();
            assertEquals(null, files.changed());
            Files.delete(image);
            assertTrue(files.changed().contains("vanished"), files.changed());
        }
    }

    @Test
    void aNodeKeepsABoundedNumberOfFiles() throws Exception {
        try (NodeFiles files = new NodeFiles("d0", store, () -> { })) {
            for (int i = 0; i < NodeFiles.MAX_FILES; i++) {
                Path image = Files.createFile(folder.resolve("part" + i));
                files.open(new FileRequest(image, false, false, true));
            }
            Path oneMore = Files.createFile(folder.resolve("one-more"));
            BlockException refused = assertThrows(
                    BlockException.class, () -> files.open(new FileRequest(oneMore, false, false, true)));
            assertEquals(BlockError.BUSY, refused.error());
        }
    }

    @Test
    void closingANodesFilesDropsTheirLocks() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[4096]);
        NodeFiles files = new NodeFiles("d0", store, () -> { });
        files.open(new FileRequest(image, true, false, true));
        assertRefused(BlockError.LOCKED, "in use", image, WRITE);
        files.close();
        store.open(new FileRequest(image, true, false, true)).close();
    }

    /** What ".." means depends on where a link leads; only the kernel knows. */
    @Test
    void theWayThroughALinkIsTheKernels() throws Exception {
        Path far = Files.createDirectories(folder.resolve("far/inner"));
        Files.createSymbolicLink(folder.resolve("link"), far);
        Path near = Files.write(folder.resolve("disk.img"), new byte[1]);
        Path meant = Files.write(folder.resolve("far/disk.img"), new byte[2]);
        try (NodeFiles files = new NodeFiles("d0", store, () -> { })) {
            FileHandle file = files.open(
                    new FileRequest(folder.resolve("link/../disk.img"), false, false, true));
            assertEquals(Files.getAttribute(meant, "unix:ino"), file.inode(), "it is not " + near);
        }
    }

    private void assertRefused(BlockError error, String words, Path path, boolean writable) {
        BlockException refused = assertThrows(
                BlockException.class, () -> store.open(new FileRequest(path, writable, false, true)));
        String text = refused.getMessage();
        assertEquals(error, refused.error(), text);
        assertTrue(text.startsWith(path + ": ") && text.contains(words) && !text.contains("\n"), text);
    }
}
