// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An overlay goes on top of a running node, without a lost write, or not at all. */
@Timeout(120)
final class SnapshotTest {

    private static final int SIZE = 3 << 20;

    @TempDir
    private Path folder;

    private BlockSystem system;
    private GraphEditor editor;
    private BlockDevice device;
    private Path base;

    @BeforeEach
    void start() throws Exception {
        system = Quiet.system();
        editor = system.graph().editor();
        base = folder.resolve("base.qcow2");
        system.graph().create("qcow2", base.toString(), SIZE, Map.of());
        device = system.graph().open("d0", Map.of("driver", "qcow2", "filename", base.toString()));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void write(int fill) throws BlockException {
        byte[] bytes = new byte[512];
        Arrays.fill(bytes, (byte) fill);
        device.write(0, ByteBuffer.wrap(bytes));
    }

    private int read() throws BlockException {
        ByteBuffer one = ByteBuffer.allocate(1);
        device.read(0, one);
        return one.get(0);
    }

    private String root() {
        return system.graph().snapshot().devices().getFirst().root();
    }

    private BlockException refused(BlockError error, String file, Map<String, String> options) {
        String before = system.graph().snapshot() + "" + editor.permissions();
        BlockException refused = assertThrows(
                BlockException.class, () -> editor.snapshot("d0", file(file).toString(), null, options));
        assertEquals(error, refused.error(), refused.getMessage());
        assertEquals(before, system.graph().snapshot() + "" + editor.permissions());
        return refused;
    }

    @Test
    void aChainGrowsUnderVerifiedLoad() throws Exception {
        byte[] content;
        try (OwnedLoad load = new OwnedLoad(device)) {
            for (int i = 1; i <= 4; i++) {
                load.awaitMore();
                String below = root();
                NodeInfo overlay = editor.snapshot(root(), file("s" + i).toString(), null, Map.of("node-name",
                        "s" + i, "create.cluster_size", "4k"));
                assertEquals("s" + i, root());
                assertEquals(below, overlay.children().getLast().node());
                load.awaitMore();
            }
            content = load.content();
        }
        system.graph().close("d0");
        Qemu.requireClean(base);
        for (int i = 1; i <= 4; i++) {
            Qemu.requireClean(file("s" + i));
        }
        assertTrue(Qemu.img("info", file("s1")).contains("backing file: " + base), "the recorded name");
        assertTrue(Qemu.img("info", file("s2")).contains("backing file format: qcow2"));
        assertTrue(Qemu.img("info", file("s4")).contains("cluster_size: 4096"));
        Qemu.img("convert", "-O", "raw", file("s4"), file("content.raw"));
        assertArrayEquals(content, Files.readAllBytes(file("content.raw")));
    }

    @Test
    void whatIsBelowStaysAsItWas() throws Exception {
        write(1);
        NodeInfo overlay = editor.snapshot("d0", file("s1").toString(), "qcow2", Map.of());
        assertEquals("d0.qcow2", overlay.name());
        assertEquals(SIZE, overlay.length());
        write(2);
        assertEquals(2, read());
        system.graph().close("d0");
        Qemu.io("-f", "qcow2", "-r", "-c", "read -P 1 0 512", base);
        Qemu.io("-f", "qcow2", "-r", "-c", "read -P 2 0 512", file("s1"));
    }

    @Test
    void itIsTakenAwayWhileItHoldsNothing() throws Exception {
        write(1);
        editor.snapshot("d0", file("s1").toString(), null, Map.of("node-name", "s1"));
        assertEquals(1, read());
        editor.remove("s1");
        assertEquals("d0", root());
        write(2);
        editor.snapshot("d0", file("s2").toString(), null, Map.of("node-name", "s2"));
        write(3);
        BlockException full = assertThrows(BlockException.class, () -> editor.remove("s2"));
        assertEquals(BlockError.BUSY, full.error());
        assertTrue(full.getMessage().contains("commit"), full.getMessage());
        assertEquals(3, read());
    }

    @Test
    void aFileThatExistsIsLeftAlone() throws Exception {
        Files.write(file("there"), new byte[] {1, 2, 3});
        refused(BlockError.EXISTS, "there", Map.of());
        refused(BlockError.EXISTS, "base.qcow2", Map.of());
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file("there")));
        refused(BlockError.CORRUPT, "there", Map.of("mode", "existing"));
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file("there")));
        write(1);
        assertEquals(1, read());
    }

    @Test
    void anOverlayThatExistsIsTaken() throws Exception {
        write(1);
        system.graph().create("qcow2", file("made").toString(), SIZE, Map.of());
        editor.snapshot("d0", file("made").toString(), null, Map.of("mode", "existing", "node-name", "made"));
        assertEquals("made", root());
        assertEquals(1, read());
        write(2);
        editor.remove(editor.snapshot("made", file("s2").toString(), null, Map.of()).name());
        assertEquals(2, read());
        system.graph().create("qcow2", file("small").toString(), SIZE / 2, Map.of());
        refused(BlockError.INVALID, "small", Map.of("mode", "existing"));
        assertTrue(Files.exists(file("small")));
    }

    @Test
    void whatFailsLeavesNoFileBehind() throws Exception {
        Files.write(file("raw"), new byte[SIZE]);
        editor.add("taken", Map.of("driver", "raw", "filename", file("raw").toString(), "size", "4k"));
        refused(BlockError.EXISTS, "s1", Map.of("node-name", "taken"));
        refused(BlockError.INVALID, "s1", Map.of("create.cluster_size", "3"));
        refused(BlockError.INVALID, "s1", Map.of("create.no-such", "3"));
        refused(BlockError.INVALID, "s1", Map.of("no-such", "3"));
        refused(BlockError.INVALID, "s1", Map.of("mode", "perhaps"));
        refused(BlockError.INVALID, "s1", Map.of("mode", "existing", "create.cluster_size", "4k"));
        refused(BlockError.INVALID, "s1", Map.of("backing", "taken"));
        refused(BlockError.INVALID, "s1", Map.of("driver", "file"));
        refused(BlockError.NOT_FOUND, "no/such/s1", Map.of());
        assertFalse(Files.exists(file("s1")));
        BlockException none = assertThrows(
                BlockException.class, () -> editor.snapshot("taken", file("s1").toString(), null, Map.of()));
        assertEquals(BlockError.NOT_SUPPORTED, none.error(), none.getMessage());
        assertFalse(Files.exists(file("s1")));
        write(1);
        editor.snapshot("d0", file("s1").toString(), null, Map.of());
        assertEquals(1, read());
    }
}
