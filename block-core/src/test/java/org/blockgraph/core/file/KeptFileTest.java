// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do to a file while its node is parked is seen. */
final class KeptFileTest {

    @TempDir
    private Path folder;

    private Path image;
    private KeptFile file;

    @BeforeEach
    void park() throws IOException {
        image = Files.write(folder.resolve("disk.img"), new byte[8192]);
        Files.setLastModifiedTime(image, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
        file = new FileStore().open(new FileRequest(image, true, false, true));
        file.remember();
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void tellsWhatTheFileIs() throws Exception {
        FileStat stat = FileStat.ofPath(image.toString());
        assertEquals(Files.getAttribute(image, "unix:ino"), stat.inode());
        assertEquals(Files.getAttribute(image, "unix:mode"), stat.mode());
        assertEquals(8192, stat.size());
        assertEquals(Files.getLastModifiedTime(image).to(TimeUnit.SECONDS), stat.modifiedSeconds());
        assertTrue(stat.isRegular() && !stat.isDirectory() && !stat.isBlockDevice());
        assertTrue(FileStat.ofPath(folder.toString()).isDirectory());
        assertEquals(stat.inode(), file.inode());
        assertEquals(stat.device(), file.device());
        assertFalse(file.blockDevice());
    }

    @Test
    void nothingChanged() throws IOException {
        Files.readAllBytes(image);
        assertNull(file.changed());
    }

    @Test
    void whatTheNodeItselfWroteInBetweenIsNoChange() throws IOException {
        file.forget();
        Files.write(image, new byte[1], StandardOpenOption.APPEND);
        assertNull(file.changed());
        file.remember();
        Files.write(image, new byte[1], StandardOpenOption.APPEND);
        assertChanged("from 8193 to 8194 bytes");
    }

    @Test
    void namedDifferentlyAndBackAgain() throws IOException {
        Path away = Files.move(image, folder.resolve("away.img"));
        assertChanged("vanished");
        Files.move(away, image);
        assertNull(file.changed());
    }

    @Test
    void anotherFileInItsPlace() throws IOException {
        Path other = Files.copy(image, folder.resolve("other.img"), StandardCopyOption.COPY_ATTRIBUTES);
        assertNotEquals(Files.getAttribute(image, "unix:ino"), Files.getAttribute(other, "unix:ino"));
        Files.move(other, image, StandardCopyOption.REPLACE_EXISTING);
        assertChanged("another file has taken its place");
    }

    @Test
    void grownAndCut() throws IOException {
        Files.write(image, new byte[1], StandardOpenOption.APPEND);
        assertChanged("from 8192 to 8193 bytes");
        Files.write(image, new byte[0]);
        assertChanged("from 8192 to 0 bytes");
    }

    @Test
    void writtenToWithoutAChangeOfSize() throws IOException {
        Files.write(image, new byte[] {1}, StandardOpenOption.WRITE);
        assertChanged("written to while it was parked");
    }

    @Test
    void rememberedAnewIsUnchanged() throws IOException {
        Files.write(image, new byte[] {1}, StandardOpenOption.WRITE);
        file.remember();
        assertNull(file.changed());
    }

    @Test
    void closesOnce() throws BlockException {
        file.close();
        KeptFile next = new FileStore().open(new FileRequest(image, true, false, true));
        assertEquals(file.descriptor(), next.descriptor(), "the lowest number is given out again");
        file.close();
        assertTrue(FileStat.ofDescriptor(next.descriptor()).isRegular(), "a second close hit a stranger");
        next.close();
    }

    private void assertChanged(String how) {
        String changed = file.changed();
        boolean said = changed != null && changed.startsWith(image + ": ") && changed.contains(how);
        assertTrue(said, "it says " + changed);
    }
}
