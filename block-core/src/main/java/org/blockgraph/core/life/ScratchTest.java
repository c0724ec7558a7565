// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.DriverOptions;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.options.OptionMap;

/**
 * Lets a driver that is to replace another show on a scratch image that it makes, writes, flushes, lets go of
 * and finds again what it was given, before it touches anybody's disk.
 */
public final class ScratchTest {

    private static final long SIZE = 4 << 20;
    private static final int PIECE = 64 << 10;
    private static final int PIECES = 16;

    private final Core core;
    private final DriverEntry entry;

    /** Whether a thread was left behind inside the driver; used by the calling thread only. */
    private boolean hung;

    ScratchTest(Core core, DriverEntry entry) {
        this.core = core;
        this.entry = entry;
    }

    /**
     * Tests, on the calling thread.
     *
     * @return one line that says what was done
     * @throws BlockException with what the driver did wrong
     */
    public String run() throws BlockException {
        Path folder;
        try {
            folder = Files.createTempDirectory("blockgraph-scratch");
        } catch (IOException e) {
            throw new BlockException(BlockError.IO, "no scratch folder: " + e.getMessage());
        }
        Path image = folder.resolve("image");
        try {
            return runOn(image);
        } finally {
            delete(image);
            delete(folder);
        }
    }

    private String runOn(Path image) throws BlockException {
        try {
            create(image);
        } catch (BlockException e) {
            if (e.error() == BlockError.NOT_SUPPORTED && entry.identity().kind() != DriverKind.FILTER) {
                return "self-test: " + entry + " can't create images; it was not tried on a scratch image";
            }
            throw failed("create", e);
        }
        long seed = System.nanoTime();
        open(image, node -> fill(node, seed));
        open(image, node -> verify(node, seed, "after closing and opening it again"));
        return "self-test: " + entry + " wrote, flushed, closed, opened and read " + PIECES * PIECE / 1024
                + " KiB";
    }

    private void create(Path image) throws BlockException {
        if (entry.identity().kind() == DriverKind.PROTOCOL) {
            createWith(entry, image, SIZE, null, null);
            return;
        }
        DriverEntry file = core.registry().require("file");
        boolean filter = entry.identity().kind() == DriverKind.FILTER;
        createWith(file, image, filter ? SIZE : 0, null, null);
        if (!filter) {
            openFile(image, (node, token) -> createWith(entry, image, SIZE, Edge.ofCore(node), token));
        }
    }

    private void createWith(DriverEntry driver, Path image, long size, Child file, BlockRequest request)
            throws BlockException {
        OptionMap options = new OptionMap("scratch", Map.of("filename", image.toString()));
        Scratch context = new Scratch("scratch image", size, options, file, request);
        ImageCreation.create(core, driver, "create a scratch image", context, () -> hung = true);
    }

    private record Scratch(String name, long size, DriverOptions options, Child file, BlockRequest request)
            implements CreateContext {}

    /** Work on a node that nobody else sees. */
    private interface Step {
        void on(Node node, RequestToken token) throws BlockException;
    }

    /** Work on a scratch node of the driver under test. */
    private interface Check {
        void on(Node node) throws BlockException;
    }

    private void openFile(Path image, Step step) throws BlockException {
        NodeOpener opener = new NodeOpener(core, Map.of());
        RequestToken token = core.graph().controlToken("scratch");
        try {
            step.on(
                    opener.open(name(), Map.of("driver", "file", "filename", image.toString()), false),
                    token);
        } finally {
            opener.undo();
            InstanceStarter.closeQuietly(token);
        }
    }

    private void open(Path image, Check check) throws BlockException {
        boolean protocol = entry.identity().kind() == DriverKind.PROTOCOL;
        NodeOpener opener = new NodeOpener(core, Map.of(), entry);
        try {
            Map<String, String> options = protocol
                    ? Map.of("driver", entry.format(), "filename", image.toString())
                    : Map.of(
                            "driver",
                            entry.format(),
                            "file.driver",
                            "file",
                            "file.filename",
                            image.toString());
            check.on(opener.open(name(), options, false));
        } catch (BlockException e) {
            throw failed("scratch image", e);
        } finally {
            if (hung) {
                core.log().accept("a scratch image of " + entry + " stays open: a thread hangs inside that");
            } else {
                opener.undo();
            }
        }
    }

    /** I/O on a scratch node. */
    private interface Io {
        void on(Edge edge, RequestToken token) throws BlockException;
    }

    private String name() {
        return "scratch-" + Integer.toHexString(System.identityHashCode(this));
    }

    private void fill(Node node, long seed) throws BlockException {
        io(node, "write and flush", (edge, token) -> {
            Random random = new Random(seed);
            for (int i = 0; i < PIECES; i++) {
                edge.write(token, offset(i), piece(random), IoFlags.NONE);
            }
            edge.flush(token, IoFlags.NONE);
        });
        verify(node, seed, "after the flush");
        TakeDown takeDown = new TakeDown(core);
        takeDown.inactivate(node, core.patience().callDeadline());
        new Revival(core).activate(node);
        takeDown.become(node, NodeInfo.State.OPEN, null);
        verify(node, seed, "after letting go and taking it up again");
        takeDown.inactivate(node, core.patience().callDeadline());
    }

    private void verify(Node node, long seed, String when) throws BlockException {
        io(node, "read", (edge, token) -> {
            Random random = new Random(seed);
            byte[] found = new byte[PIECE];
            for (int i = 0; i < PIECES; i++) {
                edge.read(token, offset(i), MemorySegment.ofArray(found), IoFlags.NONE);
                if (MemorySegment.ofArray(found).mismatch(piece(random)) >= 0) {
                    throw new BlockException(
                            BlockError.DRIVER_FAULT,
                            "other bytes than were written, " + when + ", near " + offset(i));
                }
            }
        });
    }

    /** I/O may hang as any call may: it gets a thread that can be left behind. */
    private void io(Node node, String what, Io io) throws BlockException {
        RequestToken token = core.graph().controlToken("self-test of " + entry);
        try {
            core.calls()
                    .serving(
                            entry,
                            what + " a scratch image",
                            core.patience().callDeadline(),
                            () -> giveUp(token),
                            () -> {
                                io.on(Edge.ofCore(node), token);
                                return null;
                            });
        } finally {
            InstanceStarter.closeQuietly(token);
        }
    }

    private void giveUp(RequestToken token) {
        token.abandon();
        hung = true;
    }

    /** Pieces lie at odd places, so that padding and borders are met. */
    private static long offset(int index) {
        return index * (SIZE / PIECES) + index * 517L;
    }

    private static MemorySegment piece(Random random) {
        byte[] bytes = new byte[PIECE];
        random.nextBytes(bytes);
        MemorySegment piece = MemorySegment.ofArray(bytes);
        piece.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        return piece;
    }

    private BlockException failed(String where, BlockException why) {
        return new BlockException(
                why.error(), null, BlockException.NO_OFFSET,
                "self-test of " + entry + " failed (" + where + "): " + why.getMessage(), null);
    }

    private void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            core.log().accept("the scratch file " + path + " could not be deleted: " + e.getMessage());
        }
    }
}
