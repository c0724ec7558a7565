// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.blockgraph.api.BlockException;

/** Devices and nodes that nobody stands on come and go. */
final class DeviceMoves {

    private static final int MOST_DEVICES = 7;
    private static final int MOST_LOADS = 4;

    private final World world;
    private final Attempts attempts;

    DeviceMoves(World world, Attempts attempts) {
        this.world = world;
        this.attempts = attempts;
    }

    /** Opens a device on an image of its own. */
    boolean open(SplittableRandom random) throws Exception {
        if (!world.drivers.missing().isEmpty() || world.picture.devices.size() >= MOST_DEVICES) {
            return false;
        }
        boolean used = !world.shelf.isEmpty() && random.nextInt(3) > 0;
        Image image = used ? world.shelf.remove(random.nextInt(world.shelf.size())) : newImage(random);
        String name = world.name("d");
        Plan plan = new Plan(name, used && random.nextInt(5) == 0, false, random);
        if (random.nextInt(3) == 0) {
            plan.filter(random.nextBoolean() ? "throttle" : "blkdebug");
        }
        plan.image(image, random.nextInt(4) == 0, null);
        open(name, plan, random.nextInt(5) < 2, random);
        return true;
    }

    /** Opens a device on a node that is there, by a filter or an overlay of its own. */
    boolean openOn(SplittableRandom random) throws Exception {
        if (!world.drivers.missing().isEmpty() || world.picture.devices.size() >= MOST_DEVICES) {
            return false;
        }
        String node = World.pick(
                world.nodes(item -> !isFile(item.name()) && world.serves(item.name())), random);
        if (node == null) {
            return false;
        }
        boolean still = isStill(node);
        Image below = world.picture.shown(node).image();
        boolean overlay = random.nextBoolean() && below.file != null && still && depth(node) < 3;
        if (below.content == null && (!still || world.isDrained(node))) {
            return false;
        }
        String name = world.name("d");
        boolean backing = world.picture.isBacking(node);
        boolean readOnly = backing && !overlay || random.nextInt(4) == 0;
        boolean share = !backing && !overlay && !world.picture.hasBacking(node) && random.nextInt(3) > 0;
        Plan plan = new Plan(name, readOnly, false, random);
        if (!overlay) {
            plan.filterOn(random.nextBoolean() ? "throttle" : "blkdebug", node);
        } else {
            Image top = newOverlay(below.size, random);
            top.content = below.content == null ? null : below.content.copy();
            plan.image(top, random.nextInt(4) == 0, node);
        }
        open(name, plan, share, random);
        return true;
    }

    private void open(String name, Plan plan, boolean share, SplittableRandom random) throws Exception {
        Picture wanted = world.picture.copy();
        plan.items.forEach(wanted::put);
        wanted.devices.put(name, new Picture.Dev(name, name, share, plan.readOnly));
        Map<String, String> options = new HashMap<>(plan.options);
        if (share) {
            options.put("share-rw", "on");
        }
        options.put("park-timeout", "forever");
        if (attempts.toReach("open " + name + " " + options, wanted, () -> world.graph.open(name, options))) {
            startLoad(name, random);
        } else {
            discard(plan);
        }
    }

    private void startLoad(String name, SplittableRandom random) throws BlockException {
        Picture.Dev device = world.picture.devices.get(name);
        Image image = world.picture.shown(device.root()).image();
        boolean open = world.isOpen(device);
        if (open && (image.content == null || world.loadsOf(image.content).isEmpty())) {
            world.verify(name);
        }
        boolean dirtySoon = open || !image.overlay || image.dirty;
        if (image.content != null && dirtySoon && world.loads.size() < MOST_LOADS) {
            world.loads.put(
                    name, new Load(world.graph.device(name), image.content, 1 + random.nextInt(2), random));
            world.awaitDirty(device.root());
        }
    }

    /** Closes a device. */
    boolean close(SplittableRandom random) throws Exception {
        List<String> open = world.picture.devices.values().stream()
                .filter(world::isOpen)
                .map(Picture.Dev::name)
                .toList();
        String name = World.pick(open, random);
        if (name == null) {
            return false;
        }
        close(name);
        return true;
    }

    void close(String name) throws Exception {
        Load load = world.loads.remove(name);
        if (load != null) {
            load.stop();
            if (world.loadsOf(load.content).isEmpty()) {
                world.verify(name);
            }
        }
        Picture wanted = world.picture.copy();
        String root = wanted.devices.remove(name).root();
        wanted.dropIfUnused(root);
        Picture before = world.picture;
        attempts.toReach("close " + name, wanted, () -> world.graph.close(name));
        putAway(before);
    }

    /** Adds a node that no device stands on. */
    boolean add(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(item -> world.serves(item.name())), random);
        if (!world.drivers.missing().isEmpty() || node == null || world.picture.items.size() > 40) {
            return false;
        }
        String name = world.name("k");
        Plan plan = new Plan(name, false, true, random);
        int kind = random.nextInt(3);
        if (kind == 0 && !isFile(node) && world.picture.shown(node).image().file != null && depth(node) < 3) {
            plan.image(newOverlay(world.picture.shown(node).image().size, random), false, node);
        } else if (kind == 1 && !world.shelf.isEmpty()) {
            plan.image(world.shelf.remove(random.nextInt(world.shelf.size())), random.nextBoolean(), null);
        } else {
            plan.filterOn(random.nextBoolean() ? "throttle" : "blkdebug", node);
        }
        Picture wanted = world.picture.copy();
        plan.items.forEach(wanted::put);
        boolean done = attempts.toReach(
                "add " + name + " " + plan.options, wanted, () -> world.editor.add(name, plan.options));
        if (!done) {
            discard(plan);
        }
        return true;
    }

    /** Deletes a node that was added and that nobody uses. */
    boolean delete(SplittableRandom random) throws Exception {
        String node = World.pick(
                world.nodes(item -> item.kept() && world.picture.users(item.name()).isEmpty()
                        && world.serves(item.name())),
                random);
        if (node == null) {
            return false;
        }
        Picture wanted = world.picture.copy();
        wanted.remove(node);
        Picture before = world.picture;
        attempts.toReach("delete " + node, wanted, () -> world.editor.delete(node));
        putAway(before);
        return true;
    }

    /** Images that no node shows any more go to the shelf; overlays are thrown away. */
    void putAway(Picture before) throws IOException {
        Set<Image> left = images(world.picture);
        for (Image image : images(before)) {
            if (!left.contains(image) && image.file != null) {
                if (image.overlay) {
                    Files.delete(image.file);
                } else {
                    world.shelf.add(image);
                }
            }
        }
        for (Picture.Item item : world.picture.items.values()) {
            Image image = item.image();
            // Nothing keeps what is below from being written to.
            if (image != null && image.overlay && world.picture.devicesAbove(item.name()).isEmpty()
                    && !isFile(item.name())) {
                image.content = null;
            }
        }
    }

    private static Set<Image> images(Picture picture) {
        Set<Image> images = new HashSet<>();
        for (Picture.Item item : picture.items.values()) {
            if (item.image() != null) {
                images.add(item.image());
            }
        }
        return images;
    }

    private void discard(Plan plan) throws IOException {
        Picture before = new Picture();
        plan.items.forEach(before::put);
        putAway(before);
    }

    private boolean isFile(String node) {
        return world.picture.shown(node).format().equals("file");
    }

    private int depth(String node) {
        return (int) world.picture.below(node).stream()
                .filter(each -> world.picture.items.get(each).children().containsKey("backing"))
                .count();
    }

    /** Whether nobody can write to any image at or below the node now. */
    private boolean isStill(String node) {
        Set<Image> below = new HashSet<>();
        world.picture.below(node).forEach(each -> below.add(world.picture.items.get(each).image()));
        return world.picture.devices.values().stream()
                .filter(device -> !device.readOnly())
                .noneMatch(device -> below.contains(world.picture.shown(device.root()).image()));
    }

    private Image newImage(SplittableRandom random) throws BlockException {
        long size = 512L * (512 + random.nextInt(1536));
        if (random.nextInt(10) == 0) {
            return new Image("null-co", null, Content.zeroes(size, true), size, false);
        }
        String format = List.of("raw", "qcow2", "stateful").get(random.nextInt(3));
        return create(format, size, Content.zeroes(size, false), false, random);
    }

    /** Makes an empty image that is to lie over another. */
    Image newOverlay(long size, SplittableRandom random) throws BlockException {
        return create(random.nextBoolean() ? "qcow2" : "stateful", size, null, true, random);
    }

    /** Names an image that a snapshot is to make. */
    Image snapshotImage(long size, SplittableRandom random) {
        String format = random.nextBoolean() ? "qcow2" : "stateful";
        return new Image(format, world.folder.resolve(world.name(format) + ".img"), null, size, true);
    }

    private Image create(String format, long size, Content content, boolean overlay, SplittableRandom random)
            throws BlockException {
        Path file = world.folder.resolve(world.name(format) + ".img");
        Map<String, String> options = new HashMap<>();
        if (format.equals("qcow2")) {
            options.put("cluster_size", List.of("512", "4k", "64k").get(random.nextInt(3)));
        }
        attempts.tell("create " + file.getFileName() + " " + size + " " + options);
        world.graph.create(format, file.toString(), size, options);
        return new Image(format, file, content, size, overlay);
    }
}
