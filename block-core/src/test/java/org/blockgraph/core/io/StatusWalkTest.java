// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.blockgraph.api.BlockStatus.ALLOCATED;
import static org.blockgraph.api.BlockStatus.COMPRESSED;
import static org.blockgraph.api.BlockStatus.DATA;
import static org.blockgraph.api.BlockStatus.EOF;
import static org.blockgraph.api.BlockStatus.OFFSET_VALID;
import static org.blockgraph.api.BlockStatus.RECURSE;
import static org.blockgraph.api.BlockStatus.ZERO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.core.io.FakeNode.Unit;
import org.junit.jupiter.api.Test;

/** Runs across chains; the expectations are what qemu-img map prints for such images. */
class StatusWalkTest {

    private static final int K = 1024;
    private static final Unit NOTHING = Unit.of(0);
    private static final Unit ZEROES = Unit.of(ZERO | ALLOCATED);

    private final StatusWalk walk = new StatusWalk(new FakeRequest("map"), IoFlags.NONE);

    @Test
    void aFileShowsItsDataAndItsHolesWithTheirPlace() throws Exception {
        FakeNode file = file("disk.raw", 2, hole(0), data(K));
        assertEquals(
                List.of(
                        new MapExtent(0, K, 0, true, true, false, false, 0, "disk.raw"),
                        new MapExtent(K, K, 0, true, false, true, false, K, "disk.raw")),
                map(file));
    }

    @Test
    void rawShowsWhatItsFileShowsShifted() throws Exception {
        FakeNode file = file("disk.raw", 3, data(0), hole(K), data(2 * K));
        FakeNode raw = new FakeNode("raw", "", K, 2 * K, raw(K), raw(2 * K));
        raw.children.put("file", file);
        assertEquals(
                List.of(
                        new MapExtent(0, K, 0, true, true, false, false, K, "disk.raw"),
                        new MapExtent(K, K, 0, true, false, true, false, 2 * K, "disk.raw")),
                map(raw));
    }

    @Test
    void aFormatSaysWhereInItsFileTheDataIs() throws Exception {
        FakeNode file = file("disk.qcow2", 4, data(0), data(K), data(2 * K), data(3 * K));
        FakeNode format = new FakeNode(
                "disk", "", K, 4 * K, placed(3 * K), Unit.of(DATA | COMPRESSED), ZEROES, NOTHING);
        format.children.put("file", file);
        assertEquals(
                List.of(
                        new MapExtent(0, K, 0, true, false, true, false, 3 * K, "disk.qcow2"),
                        new MapExtent(K, K, 0, true, false, true, true, -1, ""),
                        new MapExtent(2 * K, K, 0, true, true, false, false, -1, ""),
                        new MapExtent(3 * K, K, 0, false, true, false, false, -1, "")),
                map(format));
    }

    @Test
    void preallocatedDataThatTheFileHasNotIsZeroesToo() throws Exception {
        FakeNode file = file("disk.qcow2", 4, data(0), data(K), hole(2 * K), hole(3 * K));
        Unit asked = new Unit(DATA | ALLOCATED | OFFSET_VALID | RECURSE, "file", K);
        Unit askedToo = new Unit(DATA | ALLOCATED | OFFSET_VALID | RECURSE, "file", 2 * K);
        FakeNode format = new FakeNode("disk", "", K, 2 * K, asked, askedToo);
        format.children.put("file", file);
        assertEquals(
                List.of(
                        new MapExtent(0, K, 0, true, false, true, false, K, "disk.qcow2"),
                        new MapExtent(K, K, 0, true, true, true, false, 2 * K, "disk.qcow2")),
                map(format));
    }

    @Test
    void whatAnOverlayHasNotComesFromItsBackingChain() throws Exception {
        FakeNode base = new FakeNode("base", "", K, 2 * K, Unit.of(DATA), NOTHING);
        FakeNode middle = new FakeNode("middle", "", K, 4 * K, NOTHING, NOTHING, Unit.of(DATA), NOTHING);
        FakeNode top = new FakeNode("top", "", K, 5 * K, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING);
        middle.backing = base;
        top.backing = middle;
        assertEquals(
                List.of(
                        new MapExtent(0, K, 2, true, false, true, false, -1, ""),
                        new MapExtent(K, K, 2, false, true, false, false, -1, ""),
                        new MapExtent(2 * K, K, 1, true, false, true, false, -1, ""),
                        new MapExtent(3 * K, K, 1, false, true, false, false, -1, ""),
                        new MapExtent(4 * K, K, 0, false, true, false, false, -1, "")),
                map(top));
    }

    @Test
    void aBackingThatEndsWithinTheRunCutsIt() throws Exception {
        FakeNode base = new FakeNode("base", "", K, K + 300, Unit.of(DATA), Unit.of(DATA));
        FakeNode top = new FakeNode("top", "", K, 3 * K, NOTHING, NOTHING, NOTHING);
        top.backing = base;
        assertEquals(
                List.of(
                        new MapExtent(0, K + 300, 1, true, false, true, false, -1, ""),
                        new MapExtent(K + 300, 2 * K - 300, 0, false, true, false, false, -1, "")),
                map(top));
    }

    @Test
    void aFilterAddsNoDepth() throws Exception {
        FakeNode base = new FakeNode("base", "", K, K, Unit.of(DATA));
        FakeNode overlay = new FakeNode("overlay", "", K, K, NOTHING);
        overlay.backing = base;
        FakeNode filter = new FakeNode("filter", "", K, K, raw(0));
        filter.children.put("file", overlay);
        assertEquals(List.of(new MapExtent(0, K, 1, true, false, true, false, -1, "")), map(filter));
    }

    @Test
    void theAnswerToAParentIsThatOfTheWholeChain() throws Exception {
        FakeNode file = file("disk.raw", 3, hole(0), data(K), data(2 * K));
        FakeNode raw = new FakeNode("raw", "", K, 2 * K, raw(K), raw(2 * K));
        raw.children.put("file", file);
        BlockStatus status = new BlockStatus();
        assertEquals(IoResult.DONE, walk.status(raw, 10, 5000, status));
        assertEquals(2 * K - 10, status.length());
        assertEquals(DATA | ALLOCATED | OFFSET_VALID | EOF, status.flags());
        assertEquals(K + 10, status.mapOffset());
        assertNull(status.mapChild());

        walk.status(raw, 9000, 7, status);
        assertEquals(7, status.length());
        assertEquals(ZERO | EOF, status.flags(), "behind the end are zeroes");
    }

    @Test
    void wouldBlockComesThrough() throws Exception {
        FakeNode base = new FakeNode("base", "", K, K, Unit.of(DATA));
        FakeNode top = new FakeNode("top", "", K, K, NOTHING);
        top.backing = base;
        base.pipe().serve(new Cold(), Terms.of(Limits.BYTES, true));
        StatusWalk hasty = new StatusWalk(new FakeRequest("hasty"), IoFlags.NOWAIT);
        assertNull(hasty.run(top, 0, K));
        assertEquals(IoResult.WOULD_BLOCK, hasty.status(top, 0, K, new BlockStatus()));
    }

    @Test
    void aChildThatIsNotThereIsTheDriversFault() {
        FakeNode raw = new FakeNode("raw", "", K, K, raw(0));
        BlockException fault = assertThrows(BlockException.class, () -> walk.run(raw, 0, K));
        assertEquals(BlockError.DRIVER_FAULT, fault.error());
        assertEquals("raw", fault.node());
    }

    private List<MapExtent> map(StatusView root) throws BlockException {
        MapRuns runs = new MapRuns(100);
        long end = root.pipe().length();
        long at = 0;
        while (at < end) {
            MapExtent run = walk.run(root, at, end - at);
            runs.add(run);
            at += run.length();
        }
        return runs.runs();
    }

    private static FakeNode file(String path, int units, Unit... content) {
        return new FakeNode("file", path, K, (long) units * K, content);
    }

    private static Unit data(long offset) {
        return new Unit(DATA | ALLOCATED | OFFSET_VALID, null, offset);
    }

    private static Unit hole(long offset) {
        return new Unit(ZERO | ALLOCATED | OFFSET_VALID, null, offset);
    }

    private static Unit placed(long offset) {
        return new Unit(DATA | ALLOCATED | OFFSET_VALID, "file", offset);
    }

    private static Unit raw(long offset) {
        return new Unit(RECURSE | OFFSET_VALID, "file", offset);
    }

    /** Would have to read a table first. */
    private static final class Cold extends RecordingDriver {

        Cold() {
            super(Limits.BYTES, K, K);
        }

        @Override
        public int blockStatus(
                BlockRequest request, long offset, long length, BlockStatus status, int flags) {
            return IoResult.WOULD_BLOCK;
        }
    }
}
