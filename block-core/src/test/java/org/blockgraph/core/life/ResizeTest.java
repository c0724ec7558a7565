// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.driver.DriverKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may change the size of a node, and who hears of it. */
@Timeout(60)
class ResizeTest {

    private static final long SIZE = 1 << 20;

    private CoreFixture fixture;
    private GraphEditor editor;

    @BeforeEach
    void start() throws BlockException {
        fixture = new CoreFixture();
        fixture.memory("1.0.0", new MemoryDriver());
        fixture.arrive("pass", DriverKind.FILTER, "1.0.0", new PassDriver());
        fixture.arrive("overlay", DriverKind.FORMAT, "1.0.0", new OverlayDriver());
        editor = fixture.core.editor();
        fixture.core.create("overlay", "memory://base", SIZE, Map.of());
        fixture.core.create("overlay", "memory://top", SIZE, Map.of());
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private BlockDevice open(String name, String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("driver", "overlay", "file.driver", "memory"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return fixture.core.open(name, all);
    }

    private BlockDevice base(String shareWrites) throws BlockException {
        return open("base", "file.filename", "memory://base", "share-rw", shareWrites);
    }

    private BlockDevice top(String backing) throws BlockException {
        return open("top", "file.filename", "memory://top", "backing", backing, "share-rw", "on");
    }

    private long length(String node) throws BlockException {
        return fixture.core.node(node).length();
    }

    private BlockException refused(BlockError error, String node, long length) {
        String before = fixture.core.snapshot() + "" + editor.permissions();
        BlockException refused = assertThrows(BlockException.class, () -> editor.resize(node, length));
        assertEquals(error, refused.error(), refused.getMessage());
        assertEquals(before, fixture.core.snapshot() + "" + editor.permissions());
        return refused;
    }

    @Test
    void everythingAboveLearnsTheNewSize() throws Exception {
        List<BlockEvent> events = new CopyOnWriteArrayList<>();
        fixture.core.addListener(events::add);
        BlockDevice device = base("off");
        editor.insert("base", null, Map.of("driver", "pass", "node-name", "f"));
        assertEquals(2 * SIZE, editor.resize("f", 2 * SIZE).length());
        assertEquals(2 * SIZE, length("base"));
        assertEquals(2 * SIZE, device.length());
        device.truncate(SIZE);
        assertEquals(SIZE, length("f"));
        CoreFixture.await("events of both nodes", () -> List.of("base", "f").stream().allMatch(
                name -> events.stream().anyMatch(event -> event.kind() == BlockEvent.Kind.NODE_RESIZED
                        && event.subject().equals(name)
                        && event.detail().equals("from " + SIZE + " to " + 2 * SIZE))));
    }

    /** Who kept it does not cut off what another device shows. */
    @Test
    void aClosedDeviceResizesNothing() throws Exception {
        BlockDevice closed = base("on");
        fixture.core.open("other", Map.of("driver", "pass", "file", "base", "share-rw", "on"));
        fixture.core.close("base");
        BlockException refused = assertThrows(BlockException.class, () -> closed.truncate(SIZE / 2));
        assertEquals(BlockError.SHUTDOWN, refused.error(), refused.getMessage());
        assertEquals(SIZE, length("base"));
    }

    @Test
    void whatIsBelowAnotherIsResizedThere() throws Exception {
        base("off");
        editor.insert("base", null, Map.of("driver", "pass", "node-name", "f"));
        BlockException refused = refused(BlockError.PERMISSION, "base.file", SIZE);
        assertEquals(
                "node base.file: who resizes it uses resize, and node base (child file) does not share it;"
                        + " resize what stands on it instead, or let go of the node there first",
                refused.getMessage());
        editor.resize("base", 2 * SIZE);
        assertEquals(2 * SIZE, length("f"));
    }

    @Test
    void anOverlayThatSharesNothingKeepsTheSizeOfWhatIsBelow() throws Exception {
        editor.add("base", Map.of(
                "driver", "overlay", "file.driver", "memory", "file.filename", "memory://base"));
        open("top", "file.filename", "memory://top", "backing", "base");
        for (long size : new long[] {SIZE / 2, 2 * SIZE}) {
            BlockError error = size < SIZE ? BlockError.BUSY : BlockError.PERMISSION;
            BlockException refused = refused(error, "base", size);
            assertTrue(refused.getMessage().contains("node top"), refused.getMessage());
            assertTrue(refused.getMessage().contains("child backing"), refused.getMessage());
        }
    }

    @Test
    void nothingThatAnOverlayShowsIsCutOff() throws Exception {
        BlockDevice device = base("on");
        editor.add("f", Map.of("driver", "pass", "file", "base"));
        top("f");
        BlockException refused = refused(BlockError.BUSY, "base", SIZE / 2);
        assertEquals(
                "node base has 1048576 bytes and can't become smaller while node top shows node f through its"
                        + " child backing; remove what is above first",
                refused.getMessage());
        assertEquals(BlockError.BUSY,
                assertThrows(BlockException.class, () -> device.truncate(SIZE / 2)).error());
        device.truncate(2 * SIZE);
        assertEquals(2 * SIZE, length("f"));
        assertEquals(SIZE, length("top"));
        fixture.core.close("top");
        device.truncate(SIZE / 2);
        assertEquals(SIZE / 2, length("f"));
    }

    @Test
    void whatCanNotBeIsRefusedFirst() throws Exception {
        base("off");
        refused(BlockError.INVALID, "base", -1);
        refused(BlockError.NOT_FOUND, "nobody", 1);
        editor.reopen("base", Map.of("read-only", "on"));
        refused(BlockError.READ_ONLY, "base", 2 * SIZE);
    }
}
