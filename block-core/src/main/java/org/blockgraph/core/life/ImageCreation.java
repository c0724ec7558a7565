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
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.options.OptionMap;

/** Makes an image: the protocol makes the file, the format writes its structures into it. */
final class ImageCreation {

    private final Core core;

    ImageCreation(Core core) {
        this.core = core;
    }

    /** Makes it on the calling thread; no node of the graph is touched. Returns its size. */
    long create(String format, String filename, long wanted, Map<String, String> given)
            throws BlockException {
        Path path = path(filename);
        DriverEntry formatEntry = core.registry().require(format);
        boolean isProtocol = NodeOpener.isProtocol(formatEntry);
        DriverEntry protocol =
                isProtocol ? formatEntry : core.registry().require(Shorthand.protocol(filename));
        long size = new BackingOfNew(core).size(path, wanted, given);
        Order order = new Order(filename, formatEntry, protocol, size, given);
        if (Files.exists(path)) {
            overwrite(order, path);
        } else {
            makeNew(order, path);
        }
        return size;
    }

    /**
     * Makes an image in a file that is there and empty, whatever it is to lie over: that is not opened. What
     * is unfinished is the caller's to delete.
     */
    void createIn(String format, String filename, long size, Map<String, String> given)
            throws BlockException {
        DriverEntry protocol = core.registry().require(Shorthand.protocol(filename));
        Order order = new Order(filename, core.registry().require(format), protocol, size, given);
        makeBelow(order, order.name());
        makeFormat(order, order.name());
    }

    private void makeNew(Order order, Path path) throws BlockException {
        boolean done = false;
        try {
            makeBelow(order, order.name());
            makeFormat(order, order.name());
            done = true;
        } finally {
            // Half an image is of use to nobody. What is no file, such as a thing at a server, stays.
            if (!done && Files.isRegularFile(path)) {
                delete(path);
            }
        }
    }

    /** An image that is in use, here or elsewhere, is not overwritten, and nobody comes in meanwhile. */
    private void overwrite(Order order, Path path) throws BlockException {
        try (NodeFiles lock = new NodeFiles(order.name(), core.files(), () -> { })) {
            lock.open(new FileRequest(path, true, false, true));
            rehearse(order.empty());
            rehearse(order.withoutSpace());
            makeBelow(order, order.name());
        }
        makeFormat(order, order.name());
    }

    /** What is to be made; errors name it by {@code name}, wherever it is made. */
    private record Order(
            String name, DriverEntry format, DriverEntry protocol, long size, Map<String, String> given) {

        boolean isProtocol() {
            return format == protocol;
        }

        /** Returns the same with no content: every option is looked at, and next to nothing is written. */
        Order empty() {
            return new Order(name, format, protocol, 0, given);
        }

        /** Returns the same without the option that takes space or time. */
        Order withoutSpace() {
            Map<String, String> less = new HashMap<>(given);
            less.remove("preallocation");
            return new Order(name, format, protocol, size, less);
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
        try {
            makeBelow(order, place.toString());
            makeFormat(order, place.toString());
        } finally {
            delete(place);
            delete(folder);
        }
    }

    private void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            core.log().accept("the unfinished file " + path + " could not be deleted: " + e.getMessage());
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

    static Path path(String filename) throws BlockException {
        try {
            return Path.of(filename);
        } catch (InvalidPathException e) {
            String shown = filename.replace('\0', '?');
            throw new BlockException(BlockError.INVALID, shown + ": is no file name: " + e.getReason());
        }
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
        create(core, entry, "create " + context.name(), context, () -> { });
    }

    /**
     * Calls a driver's create, which reaches the file below no more once it was given up.
     *
     * @param giveUp called when nobody waits for it any more
     */
    static void create(Core core, DriverEntry entry, String what, CreateContext context, Runnable giveUp)
            throws BlockException {
        Runnable abandon = () -> {
            if (context.request() instanceof RequestToken token) {
                token.abandon();
            }
            giveUp.run();
        };
        long deadline = core.patience().callDeadline();
        core.calls().opening(entry, what, deadline, abandon, _ -> { }, () -> {
            entry.driver().create(context);
            return null;
        });
    }

    private record Context(String name, long size, DriverOptions options, Child file, BlockRequest request)
            implements CreateContext {}
}
