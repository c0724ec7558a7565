// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What QEMU's test-image-locking shows, by the names of its cases: which bytes of a file are locked, as the
 * kernel tells. Two graphs stand for two processes, since the locks belong to open files.
 */
@Timeout(60)
final class ImageLockingTest {

    /** Bytes of permissions in use: consistent reads, writes, resizing. */
    private static final Set<Integer> READ = Set.of(100);

    private static final Set<Integer> READ_WRITE_RESIZE = Set.of(100, 101, 103);

    /** Bytes of what is shared with nobody: writes and resizing. */
    private static final Set<Integer> UNSHARED = Set.of(201, 203);

    @TempDir
    private Path folder;

    private DrainedGraph one;
    private DrainedGraph two;
    private Path image;

    @BeforeEach
    void start() throws Exception {
        one = new DrainedGraph();
        two = new DrainedGraph();
        image = Files.write(folder.resolve("disk.img"), new byte[1 << 20]);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private void open(DrainedGraph in, String name, String... options) throws BlockException {
        Map<String, String> all =
                new HashMap<>(Map.of("driver", "raw", "filename", image.toString()));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        in.graph.open(name, all);
    }

    /** Which bytes of the image the kernel says are locked. */
    private Set<Integer> locked() throws Exception {
        long inode = (Long) Files.getAttribute(image, "unix:ino");
        Set<Integer> bytes = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
            String[] words = line.strip().split("\\s+");
            if (!words[1].equals("OFDLCK") || !words[words.length - 3].endsWith(":" + inode)) {
                continue;
            }
            for (int at = Integer.parseInt(words[words.length - 2]);
                    at <= Integer.parseInt(words[words.length - 1]);
                    at++) {
                bytes.add(at);
            }
        }
        return bytes;
    }

    private static Set<Integer> both(Set<Integer> some, Set<Integer> others) {
        Set<Integer> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    @Test
    void basic() throws Exception {
        assertEquals(Set.of(), locked());
        open(one, "a");
        assertEquals(both(READ_WRITE_RESIZE, UNSHARED), locked());
        for (String readOnly : new String[] {"on", "off"}) {
            BlockException refused =
                    assertThrows(BlockException.class, () -> open(two, "b", "read-only", readOnly));
            assertEquals(BlockError.LOCKED, refused.error());
            assertEquals(both(READ_WRITE_RESIZE, UNSHARED), locked(), "a refused open left locks behind");
        }
        one.graph.close("a");
        assertEquals(Set.of(), locked(), "an unused image is locked");
        open(one, "a", "read-only", "on");
        assertEquals(both(READ, UNSHARED), locked());
        open(two, "b", "read-only", "on");
        assertEquals(both(READ, UNSHARED), locked());
        assertThrows(BlockException.class, () -> open(two, "c"));
        one.graph.close("a");
        assertEquals(both(READ, UNSHARED), locked(), "the other reader's locks went as well");
        two.graph.close("b");
        assertEquals(Set.of(), locked());
        open(two, "c");
        two.graph.close("c");
    }

    /** A change of permissions that is refused within the graph leaves the bytes as they were. */
    @Test
    void setPermAbort() throws Exception {
        open(one, "a", "node-name", "format", "share-rw", "on");
        Set<Integer> before = locked();
        Map<String, String> onTheSame = Map.of("driver", "raw", "file", "format.file");
        BlockException refused =
                assertThrows(BlockException.class, () -> one.graph.open("b", onTheSame));
        assertEquals(BlockError.PERMISSION, refused.error(), refused.getMessage());
        assertEquals(before, locked());
    }

    /** The bytes follow when a user's permissions change while the image stays open. */
    @Test
    void basicByReopen() throws Exception {
        open(one, "a");
        one.graph.editor().reopen("a", Map.of("read-only", "on"));
        assertEquals(both(READ, UNSHARED), locked());
        open(two, "b", "read-only", "on");
        BlockException refused = assertThrows(
                BlockException.class, () -> one.graph.editor().reopen("a", Map.of("read-only", "off")));
        assertEquals(BlockError.LOCKED, refused.error(), refused.getMessage());
        assertEquals(both(READ, UNSHARED), locked(), "a refused reopen left locks behind");
        two.graph.close("b");
        one.graph.editor().reopen("a", Map.of("read-only", "off"));
        assertEquals(both(READ_WRITE_RESIZE, UNSHARED), locked());
        assertThrows(BlockException.class, () -> open(two, "b", "read-only", "on"));
    }

    /** All is prepared, locks included, when the permissions are refused: the bytes are as they were. */
    @Test
    void setPermAbortOfAReopen() throws Exception {
        one.graph.editor().add("base", Map.of("driver", "file", "filename", image.toString()));
        one.graph.open("a", Map.of("driver", "raw", "file", "base"));
        Set<Integer> before = locked();
        BlockException refused = assertThrows(
                BlockException.class, () -> one.graph.editor().reopen("base", Map.of("read-only", "on")));
        assertEquals(BlockError.PERMISSION, refused.error(), refused.getMessage());
        assertEquals(before, locked());
        one.graph.device("a").write(0, java.nio.ByteBuffer.allocate(512));
        one.graph.close("a");
        one.graph.editor().reopen("base", Map.of("read-only", "on"));
        assertEquals(both(READ, UNSHARED), locked());
    }
}
