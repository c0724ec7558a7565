// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that come and go below a device that stays open. */
@Timeout(60)
class LiveChangeTest {

    private static final long SIZE = 1 << 20;

    private final MemoryDriver memory = new MemoryDriver();
    private final CachingDriver caching = new CachingDriver();
    private final PassDriver pass = new PassDriver();
    private final OverlayDriver overlay = new OverlayDriver();
    private CoreFixture fixture;
    private GraphEditor editor;
    private DriverEntry passing;

    @BeforeEach
    void start() throws BlockException {
        fixture = new CoreFixture();
        fixture.memory("1.0.0", memory);
        fixture.caching("1.0.0", caching);
        passing = fixture.arrive("pass", DriverKind.FILTER, "1.0.0", pass);
        fixture.arrive("overlay", DriverKind.FORMAT, "1.0.0", overlay);
        editor = fixture.core.editor();
        MemoryDriver.makeDisk("live", SIZE);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private Map<String, String> emptyOverlay(String disk) throws BlockException {
        fixture.core.create("overlay", "memory://" + disk, SIZE, Map.of());
        return Map.of("driver", "overlay", "file.driver", "memory", "file.filename", "memory://" + disk);
    }

    /** Edges and devices as lines: what leads to what. */
    private Set<String> edges() {
        Set<String> lines = new TreeSet<>();
        for (NodeInfo node : fixture.core.snapshot().nodes()) {
            node.children()
                    .forEach(edge -> lines.add(node.name() + " -" + edge.name() + "-> " + edge.node()));
        }
        fixture.core.snapshot()
                .devices()
                .forEach(device -> lines.add(device.name() + " => " + device.root()));
        return lines;
    }

    /** Everything that a failed change has to leave as it was. */
    private String picture() {
        return fixture.core.snapshot().nodes() + "\n" + edges() + "\n" + editor.permissions();
    }

    private BlockException refused(BlockError error, org.junit.jupiter.api.function.Executable change) {
        String before = picture();
        BlockException refused = assertThrows(BlockException.class, change);
        assertEquals(error, refused.error(), refused.getMessage());
        assertEquals(before, picture());
        return refused;
    }

    @Test
    void aFilterComesAndGoesUnderVerifiedLoad() throws Exception {
        BlockDevice device = fixture.openCaching("d0", "live");
        Set<String> before = edges();
        try (VerifiedLoad load = new VerifiedLoad(device, 2, 0, SIZE)) {
            for (int i = 0; i < 30; i++) {
                NodeInfo filter = editor.insert("d0.file", null, Map.of("driver", "pass", "node-name", "f"));
                assertEquals(List.of("d0"), filter.parents());
                int seen = pass.requests.get();
                long done = load.operations();
                CoreFixture.await("requests through the filter", () -> pass.requests.get() > seen + 2
                        && load.operations() > done + 2);
                editor.remove("f");
                assertEquals(before, edges());
            }
        }
        assertEquals(30, pass.closed.get());
    }

    @Test
    void aFilterOnTopIsWhatTheDeviceStandsOn() throws Exception {
        BlockDevice device = fixture.openCaching("d0", "live");
        editor.insert("d0", null, Map.of("driver", "pass"));
        assertEquals(
                Set.of("d0 => d0.pass", "d0.pass -file-> d0", "d0 -file-> d0.file"), edges());
        device.read(0, java.nio.ByteBuffer.allocate(10));
        assertEquals(1, pass.requests.get());
        fixture.core.close("d0");
        assertEquals(Set.of(), edges());
        assertEquals(1, pass.closed.get());
    }

    @Test
    void onlyTheParentThatIsNamedFollows() throws Exception {
        Map<String, String> shared = Map.of("driver", "memory", "filename", "live", "share-rw", "on");
        fixture.core.open("base", shared);
        fixture.core.open("left", Map.of("driver", "caching", "file", "base", "share-rw", "on"));
        fixture.core.open("right", Map.of("driver", "caching", "file", "base", "share-rw", "on"));
        editor.insert("base", "left", Map.of("driver", "pass", "node-name", "f"));
        assertTrue(edges().containsAll(Set.of("left -file-> f", "f -file-> base", "right -file-> base",
                "base => base")), edges().toString());
        BlockException wrong = refused(
                BlockError.NOT_FOUND,
                () -> editor.insert("base", "left", Map.of("driver", "pass", "node-name", "g")));
        assertEquals(
                "left does not stand on node base; what does: node right (child file), node f (child file),"
                        + " device base",
                wrong.getMessage());
        editor.remove("f");
        assertTrue(edges().contains("left -file-> base"), edges().toString());
    }

    @Test
    void aReadOnlyDeviceStaysSoWhenItsReadOnlyFilterGoes() throws Exception {
        fixture.core.open("d0", Map.of("driver", "memory", "filename", "live", "share-rw", "on"));
        BlockDevice reader = fixture.core.open(
                "d1", Map.of("driver", "pass", "file", "d0", "read-only", "on", "share-rw", "on"));
        editor.remove("d1");
        assertTrue(edges().contains("d1 => d0"), edges().toString());
        assertTrue(reader.readOnly());
        BlockException refused = assertThrows(
                BlockException.class, () -> reader.write(0, java.nio.ByteBuffer.allocate(512)));
        assertEquals(BlockError.READ_ONLY, refused.error());
        editor.insert("d0", "d1", Map.of("driver", "pass"));
        assertTrue(reader.readOnly());
    }

    @Test
    void aDeviceThatWritesGetsNoReadOnlyFilter() throws Exception {
        BlockDevice device = fixture.openCaching("d0", "live");
        Map<String, String> readOnly = Map.of("driver", "pass", "node-name", "f", "read-only", "on");
        BlockException wrong =
                refused(BlockError.READ_ONLY, () -> editor.insert("d0", null, readOnly));
        assertEquals(
                "node f is read-only, and device d0 writes; leave out read-only=on, or reopen the node"
                        + " first: block:reopen -w f",
                wrong.getMessage());
        assertFalse(device.readOnly());
    }

    /** QEMU's case should-update-child: the new node's other child stands on the same node as well. */
    @Test
    void whatTheNewNodeStandsOnDoesNotFollow() throws Exception {
        fixture.core.open("d0", Map.of("driver", "memory", "filename", "live"));
        Map<String, String> target = new HashMap<>(emptyOverlay("target"));
        target.put("backing", "d0");
        editor.add("target", target);
        Map<String, String> top = new HashMap<>(emptyOverlay("top"));
        top.put("side", "target");
        top.put("node-name", "top");
        editor.insert("d0", null, top);
        assertEquals(
                Set.of("d0 => top", "top -file-> top.file", "top -backing-> d0", "top -side-> target",
                        "target -file-> target.file", "target -backing-> d0"),
                edges());
    }

    @Test
    void anOverlayComesAndGoesWhileItIsEmpty() throws Exception {
        BlockDevice device = fixture.openCaching("d0", "live");
        device.write(0, java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}));
        Map<String, String> options = new HashMap<>(emptyOverlay("empty"));
        options.put("node-name", "top");
        editor.insert("d0", null, options);
        assertTrue(edges().containsAll(Set.of("d0 => top", "top -backing-> d0")), edges().toString());
        byte[] found = new byte[3];
        device.read(0, java.nio.ByteBuffer.wrap(found));
        assertEquals(List.of(1, 2, 3), List.of((int) found[0], (int) found[1], (int) found[2]));
        editor.remove("top");
        assertEquals(Set.of("d0 => d0", "d0 -file-> d0.file"), edges());
        editor.insert("d0", null, options);
        device.write(700, java.nio.ByteBuffer.wrap(new byte[] {4}));
        BlockException holds = refused(BlockError.BUSY, () -> editor.remove("top"));
        assertEquals(
                "node top holds data of its own, at offset 512; it can go when they are committed to node d0,"
                        + " and commit is not there yet",
                holds.getMessage());
    }

    @Test
    void anOverlayThatHoldsDataOrHasAnotherSizeIsNotInserted() throws Exception {
        fixture.openCaching("d0", "live");
        Map<String, String> options = emptyOverlay("full");
        fixture.core.open("d1", options).write(0, java.nio.ByteBuffer.allocate(512));
        fixture.core.close("d1");
        BlockException full = refused(BlockError.BUSY, () -> editor.insert("d0", null, options));
        assertTrue(
                full.getMessage().contains("an overlay that is inserted has to be empty"), full.getMessage());
        fixture.core.create("overlay", "memory://small", SIZE / 2, Map.of());
        Map<String, String> small = new HashMap<>(options);
        small.put("file.filename", "memory://small");
        BlockException size = refused(BlockError.INVALID, () -> editor.insert("d0", null, small));
        assertTrue(
                size.getMessage().startsWith("node d0.overlay has 524288 bytes and node d0 has 1048576"),
                size.getMessage());
    }

    @Test
    void nodesAreAddedAndDeletedByName() throws Exception {
        BlockDevice device = fixture.openCaching("d0", "live");
        Map<String, String> options = new HashMap<>(emptyOverlay("beside"));
        options.put("backing", "d0");
        try (VerifiedLoad load = new VerifiedLoad(device, 2, 0, SIZE)) {
            for (int i = 0; i < 20; i++) {
                long done = load.operations();
                editor.add("beside", options);
                refused(BlockError.EXISTS, () -> editor.add("beside", options));
                CoreFixture.await("the load", () -> load.operations() > done + 2);
                editor.delete("beside");
            }
        }
        assertEquals(Set.of("d0 => d0", "d0 -file-> d0.file"), edges());
        BlockException used = refused(BlockError.BUSY, () -> editor.delete("d0.file"));
        assertEquals(
                "node d0.file is used by node d0 (child file); let go of it there first", used.getMessage());
    }

    @Test
    void aNodeThatWasAddedStaysWhenItsDeviceIsClosed() throws Exception {
        editor.add("disk", Map.of("driver", "memory", "filename", "live"));
        fixture.core.open("d0", Map.of("driver", "caching", "file", "disk"));
        fixture.core.close("d0");
        assertEquals(NodeInfo.State.OPEN, fixture.state("disk"));
        editor.delete("disk");
        assertThrows(BlockException.class, () -> fixture.core.node("disk"));
        assertEquals(2, memory.opened.get() + memory.closed.get());
    }

    @Test
    void replaceMovesWhatStandsOnANode() throws Exception {
        MemoryDriver.makeDisk("copy", SIZE);
        fixture.openCaching("d0", "live");
        editor.add("copy", Map.of("driver", "memory", "filename", "copy"));
        editor.replace("d0.file", null, "copy");
        assertEquals(Set.of("d0 => d0", "d0 -file-> copy"), edges());
        assertEquals(2, fixture.core.snapshot().nodes().size());
        BlockException itself = refused(BlockError.INVALID, () -> editor.replace("copy", null, "copy"));
        assertEquals("node copy can't replace itself", itself.getMessage());
        refused(BlockError.NOT_FOUND, () -> editor.replace("copy", null, "nobody"));
        refused(BlockError.NOT_FOUND, () -> editor.replace("copy", "nobody", "d0"));
        MemoryDriver.makeDisk("short", SIZE / 2);
        editor.add("short", Map.of("driver", "memory", "filename", "short"));
        refused(BlockError.INVALID, () -> editor.replace("copy", null, "short"));
    }

    @Test
    void replaceRefusesALoop() throws Exception {
        fixture.openCaching("d0", "live");
        editor.insert("d0.file", null, Map.of("driver", "pass", "node-name", "f"));
        BlockException loop = refused(BlockError.INVALID, () -> editor.replace("d0.file", "f", "d0"));
        assertEquals(
                "a loop: f -file-> d0 -file-> f; a node can't be below itself", loop.getMessage());
    }

    @Test
    void whatCanNotBeInsertedLeavesEverythingAsItWas() throws Exception {
        fixture.openCaching("d0", "live");
        pass.failOpen = true;
        refused(BlockError.IO, () -> editor.insert("d0", null, Map.of("driver", "pass")));
        pass.failOpen = false;
        refused(BlockError.INVALID, () -> editor.insert("d0", null, Map.of()));
        refused(BlockError.NOT_FOUND, () -> editor.insert("nobody", null, Map.of("driver", "pass")));
        refused(BlockError.EXISTS,
                () -> editor.insert("d0", null, Map.of("driver", "pass", "node-name", "d0.file")));
        refused(BlockError.INVALID,
                () -> editor.insert("d0", null, Map.of("driver", "pass", "file", "d0.file")));
        refused(BlockError.INVALID, () -> editor.insert("d0", null, Map.of("driver", "pass", "none", "x")));
        refused(BlockError.INVALID,
                () -> editor.insert("d0", null, Map.of("driver", "pass", "node-name", "a b")));
        refused(BlockError.INVALID, () -> editor.insert("d0", null,
                Map.of("driver", "caching", "file.driver", "memory", "file.filename", "live")));
        BlockException neither = refused(BlockError.INVALID, () -> editor.remove("d0"));
        assertTrue(neither.getMessage().contains("neither a filter nor an overlay"), neither.getMessage());
        editor.insert("d0", null, Map.of("driver", "pass"));
    }

    @Test
    void aFilterAboveADrainedNodeIsDrainedToo() throws Exception {
        fixture.core.open("base", Map.of("driver", "memory", "filename", "live", "share-rw", "on"));
        BlockDevice device = fixture.core.open(
                "d0", Map.of("driver", "caching", "file", "base", "share-rw", "on"));
        DrainHandle other = fixture.core.drain("base");
        DrainHandle drain = fixture.core.drain("base");
        editor.insert("d0", null, Map.of("driver", "pass", "node-name", "f"));
        AtomicInteger ran = new AtomicInteger();
        pass.services.execute(request -> ran.incrementAndGet());
        fixture.core.open("d1", Map.of("driver", "pass", "file", "f", "share-rw", "on"));
        assertEquals(
                List.of(false, false, false),
                fixture.core.snapshot().devices().stream().map(each -> each.gateOpen()).toList());
        fixture.core.drainAll().close();
        other.close();
        CoreFixture.await("two drains to end", () -> fixture.core.history().stream()
                .filter(entry -> entry.what().startsWith("undrain"))
                .count() == 2);
        assertTrue(fixture.core.node("f").drained());
        assertEquals(0, ran.get());
        assertEquals(0, pass.requests.get());
        drain.close();
        CoreFixture.await("the gates", () -> fixture.core.snapshot().devices().stream()
                .allMatch(each -> each.gateOpen()));
        CoreFixture.await("the task of the filter", () -> ran.get() == 1);
        device.flush();
    }

    @Test
    void insertedNodesMoveToNewDriversAndPark() throws Exception {
        BlockDevice device = fixture.openCaching("d0", "live");
        try (VerifiedLoad load = new VerifiedLoad(device, 2, 0, SIZE)) {
            editor.insert("d0.file", null, Map.of("driver", "pass", "node-name", "f"));
            fixture.leave(passing);
            assertEquals(NodeInfo.State.PARKED, fixture.state("f"));
            BlockException parked = assertThrows(BlockException.class, () -> editor.remove("f"));
            assertEquals(BlockError.BUSY, parked.error());
            fixture.arrive("pass", DriverKind.FILTER, "1.0.1", pass);
            fixture.awaitState("d0", NodeInfo.State.OPEN);
            long done = load.operations();
            CoreFixture.await("the load", () -> load.operations() > done + 8);
            editor.remove("f");
        }
    }

    @Test
    void eventsTellOfEachChange() throws Exception {
        List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
        fixture.core.addListener(event -> {
            if (event.kind().name().startsWith("NODE_")) {
                heard.add(event.kind() + " " + event.subject() + ": " + event.detail());
            }
        });
        fixture.openCaching("d0", "live");
        editor.insert("d0", null, Map.of("driver", "pass", "node-name", "f"));
        editor.remove("f");
        MemoryDriver.makeDisk("other", SIZE);
        editor.add("other", Map.of("driver", "memory", "filename", "other"));
        editor.replace("d0.file", null, "other");
        List<String> wanted = List.of(
                BlockEvent.Kind.NODE_INSERTED + " f: between d0 and d0",
                BlockEvent.Kind.NODE_REMOVED + " f: from between d0 and d0",
                BlockEvent.Kind.NODE_ADDED + " other: memory",
                BlockEvent.Kind.NODE_REPLACED + " d0.file: by other below d0");
        CoreFixture.await("the events, and not " + heard, () -> heard.equals(wanted));
    }
}
