// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverOptions;
import org.blockgraph.api.driver.FileRequest;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.options.OptionMap;

/** Makes an image: the protocol makes the file, the format writes its structures into it. */
final class ImageCreation {

    private final Core core;

    ImageCreation(Core core) {
        this.core = core;
    }

    /** Makes it on the calling thread; no node of the graph is touched. */
    void create(String format, String filename, long size, Map<String, String> given) throws BlockException {
        if (size < 0) {
            throw new BlockException(BlockError.INVALID, filename, filename + ": negative size " + size);
        }
        DriverEntry formatEntry = core.registry().require(format);
        boolean isProtocol = NodeOpener.isProtocol(formatEntry);
        DriverEntry protocol =
                isProtocol ? formatEntry : core.registry().require(Shorthand.protocol(filename));
        Order order = new Order(filename, formatEntry, protocol, size, given);
        try (NodeFiles lock = new NodeFiles(filename, core.files())) {
            if (lock(lock, filename)) {
                rehearse(order);
            }
            makeBelow(order, filename);
        }
        makeFormat(order, filename);
    }

    /** What is to be made; errors name it by {@code name}, wherever it is made. */
    private record Order(
            String name, DriverEntry format, DriverEntry protocol, long size, Map<String, String> given) {

        boolean isProtocol() {
            return format == protocol;
        }
    }

    /** What can be refused is refused before an existing file loses its content. */
    private void rehearse(Order order) throws BlockException {
        Path folder;
        try {
            folder = Files.createTempDirectory("blockgraph-create");
        } catch (IOException e) {
            throw new BlockException(BlockError.IO, "no temporary folder: " + e.getMessage());
        }
        Path place = folder.resolve("image");
        long size = order.isProtocol() ? 0 : order.size();
        Order small = new Order(order.name(), order.format(), order.protocol(), size, order.given());
        try {
            makeBelow(small, place.toString());
            makeFormat(small, place.toString());
        } finally {
            delete(place);
            delete(folder);
        }
    }

    private void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            core.log().accept("the temporary file " + path + " could not be deleted: " + e.getMessage());
        }
    }

    private void makeBelow(Order order, String place) throws BlockException {
        boolean alone = order.isProtocol();
        Map<String, String> all = new HashMap<>(
                alone ? order.given() : new OptionMap(order.name(), order.given()).ofChild("file"));
        all.put("filename", place);
        OptionMap options = new OptionMap(order.name(), all);
        call(order.protocol(), new Context(order.name(), alone ? order.size() : 0, options, null, null));
        options.requireAllAsked();
    }

    private void makeFormat(Order order, String place) throws BlockException {
        if (order.isProtocol()) {
            return;
        }
        OptionMap options = new OptionMap(order.name(), order.given());
        options.ofChild("file");
        format(order, place, options);
        options.requireAllAsked();
    }

    /**
     * An image that is in use, here or elsewhere, is not overwritten, and nobody comes in meanwhile. Returns
     * whether there is one.
     */
    private static boolean lock(NodeFiles files, String filename) throws BlockException {
        Path path;
        try {
            path = Path.of(filename);
        } catch (InvalidPathException e) {
            String shown = filename.replace('\0', '?');
            throw new BlockException(BlockError.INVALID, shown + ": is no file name: " + e.getReason());
        }
        if (Files.exists(path)) {
            files.open(new FileRequest(path, true, false, true));
            return true;
        }
        return false;
    }

    private void format(Order order, String place, OptionMap options) throws BlockException {
        NodeOpener opener = new NodeOpener(core, Map.of());
        RequestToken token = core.graph().controlToken("create " + order.name());
        try {
            String name = "create-" + Integer.toHexString(System.identityHashCode(token));
            Map<String, String> below = Map.of("driver", order.protocol().format(), "filename", place);
            Edge file = Edge.ofCore(opener.open(name, below, false));
            call(order.format(), new Context(order.name(), order.size(), options, file, token));
            file.flush(token, 0);
        } finally {
            opener.undo();
            InstanceStarter.closeQuietly(token);
        }
    }

    private void call(DriverEntry entry, Context context) throws BlockException {
        core.calls()
                .opening(
                        entry,
                        "create " + context.name(),
                        core.patience().callDeadline(),
                        () -> { },
                        () -> {
                            entry.driver().create(context);
                            return null;
                        });
    }

    private record Context(String name, long size, DriverOptions options, Child file, BlockRequest request)
            implements CreateContext {}
}
