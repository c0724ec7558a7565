// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.embed.BlockSystem;

/** A graph, what is expected of it, and the load on it. Of the control thread. */
final class World {

    /** Nodes that a drain keeps requests away from. */
    record Drained(DrainHandle handle, Set<String> nodes) {}

    final BlockSystem system;
    final BlockGraph graph;
    final GraphEditor editor;
    final Drivers drivers;
    final Path folder;
    final Map<String, Load> loads = new TreeMap<>();
    final List<Drained> drains = new ArrayList<>();

    /** Images that no node shows now, with what they hold. */
    final List<Image> shelf = new ArrayList<>();

    Picture picture = new Picture();
    private int names;

    World(BlockSystem system, Path folder) throws BlockException {
        this.system = system;
        this.graph = system.graph();
        this.editor = graph.editor();
        this.drivers = new Drivers(system);
        this.folder = folder;
    }

    /** A name that nothing had before. */
    String name(String kind) {
        return kind + ++names;
    }

    /** Whether the node and all below have their drivers. */
    boolean serves(String node) {
        Set<String> missing = drivers.missing();
        return picture.below(node).stream()
                .noneMatch(each -> missing.contains(picture.items.get(each).format()));
    }

    boolean isDrained(String node) {
        Set<String> below = picture.below(node);
        return drains.stream().anyMatch(drain -> drain.nodes().stream().anyMatch(below::contains));
    }

    /** Whether requests get in now. */
    boolean isOpen(Picture.Dev device) {
        return serves(device.root()) && !isDrained(device.root());
    }

    /** Whether requests get into every device above the node, and the node serves. */
    boolean isOpenAbove(String node) {
        return serves(node) && picture.devicesAbove(node).stream().allMatch(this::isOpen);
    }

    Content content(String node) {
        return picture.shown(node).image().content;
    }

    List<String> nodes(Predicate<Picture.Item> which) {
        return picture.items.values().stream().filter(which).map(Picture.Item::name).toList();
    }

    static <T> T pick(List<T> some, SplittableRandom random) {
        return some.isEmpty() ? null : some.get(random.nextInt(some.size()));
    }

    /** The loads of clients that see the content. */
    List<Load> loadsOf(Content content) {
        return loads.values().stream().filter(load -> load.content == content).toList();
    }

    /** Whether requests get into every device on which there are clients that see the content. */
    boolean isOpenToAll(Content content) {
        return loadsOf(content).stream().map(this::device).allMatch(this::isOpen);
    }

    /** Keeps clients from writing to the content, or lets them again; only while it is open to all. */
    void beQuiet(Content content, boolean quiet) throws InterruptedException {
        assert isOpenToAll(content) : "the clients of a closed device do not pause";
        List<Load> those = loadsOf(content);
        for (Load load : those) {
            load.pause();
        }
        content.beQuiet(quiet);
        those.forEach(Load::resume);
    }

    /** Reads all of a device and compares it with what is expected; learns that where nobody knew. */
    void verify(String name) throws BlockException {
        BlockDevice device = graph.device(name);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(device.length()));
        device.read(0, bytes);
        Picture.Item shown = picture.shown(picture.devices.get(name).root());
        Image image = shown.image();
        if (image.content == null) {
            image.content = Content.of(bytes.array());
            return;
        }
        long wrong = image.content.mismatch(bytes.array());
        if (wrong >= 0) {
            throw new AssertionError(name + " (" + image + "), at " + wrong + " of " + bytes.capacity()
                    + ": other bytes than expected");
        }
    }

    /** Waits until something that clients write is in the overlay, if it is one and they may. */
    void awaitDirty(String node) {
        Image image = picture.shown(node).image();
        if (!image.overlay || image.dirty || image.content == null || image.content.quiet()) {
            return;
        }
        for (Load load : loadsOf(image.content)) {
            Picture.Dev device = device(load);
            if (load.hasClients() && !device.readOnly() && isOpen(device)) {
                load.awaitWrite();
                image.dirty = true;
                return;
            }
        }
    }

    private Picture.Dev device(Load load) {
        return loads.entrySet().stream()
                .filter(entry -> entry.getValue() == load)
                .map(entry -> picture.devices.get(entry.getKey()))
                .findFirst()
                .orElseThrow();
    }

    /** The files of nodes, as /proc names them. */
    Set<String> openFiles() {
        Set<String> files = new TreeSet<>();
        for (Picture.Item item : picture.items.values()) {
            if (item.format().equals("file")) {
                files.add(item.image().file.toString());
            }
        }
        return files;
    }
}
