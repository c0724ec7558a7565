// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

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
        OptionMap options = new OptionMap(filename, given);
        OptionMap below = isProtocol ? options(filename, given) : options(filename, options.ofChild("file"));
        try (NodeFiles lock = new NodeFiles(filename, core.files())) {
            lock(lock, filename);
            call(protocol, new Context(filename, isProtocol ? size : 0, below, null, null));
        }
        below.requireAllAsked();
        if (!isProtocol) {
            format(formatEntry, filename, size, options);
            options.requireAllAsked();
        }
    }

    private static OptionMap options(String filename, Map<String, String> given) throws BlockException {
        Map<String, String> all = new HashMap<>(given);
        all.put("filename", filename);
        return new OptionMap(filename, all);
    }

    /** An image that is in use, here or elsewhere, is not overwritten, and nobody comes in meanwhile. */
    private static void lock(NodeFiles files, String filename) throws BlockException {
        Path path;
        try {
            path = Path.of(filename);
        } catch (InvalidPathException e) {
            String shown = filename.replace('\0', '?');
            throw new BlockException(BlockError.INVALID, shown + ": is no file name: " + e.getReason());
        }
        if (Files.exists(path)) {
            files.open(new FileRequest(path, true, false, true));
        }
    }

    private void format(DriverEntry entry, String filename, long size, OptionMap options)
            throws BlockException {
        NodeOpener opener = new NodeOpener(core, Map.of());
        RequestToken token = core.graph().controlToken("create " + filename);
        try {
            String name = "create-" + Integer.toHexString(System.identityHashCode(token));
            Node file = opener.open(
                    name, Map.of("driver", Shorthand.protocol(filename), "filename", filename), false);
            call(entry, new Context(filename, size, options, Edge.ofCore(file), token));
            Edge.ofCore(file).flush(token, 0);
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
