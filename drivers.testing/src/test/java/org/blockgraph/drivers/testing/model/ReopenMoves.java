// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.blockgraph.api.BlockError;

/** Nodes that get other options, another read-only state or other children while they are open. */
final class ReopenMoves {

    private final World world;
    private final Attempts attempts;
    private final DeviceMoves devices;

    ReopenMoves(World world, Attempts attempts, DeviceMoves devices) {
        this.world = world;
        this.attempts = attempts;
        this.devices = devices;
    }

    /** One of those below. */
    boolean any(SplittableRandom random) throws Exception {
        return switch (random.nextInt(4)) {
            case 0 -> turn(random);
            case 1 -> limits(random);
            case 2 -> refused(random);
            default -> child(random);
        };
    }

    /** Makes an image that one device stands on read-only, or writable again. */
    private boolean turn(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(this::canBeTurned), random);
        if (node == null) {
            return false;
        }
        Picture.Item item = world.picture.items.get(node);
        boolean readOnly = !item.readOnly();
        Picture wanted = world.picture.copy();
        turn(wanted, node, readOnly);
        Picture.Dev device = world.picture.devicesAbove(node).getFirst();
        wanted.devices.put(
                device.name(), new Picture.Dev(device.name(), node, device.shareWrites(), readOnly));
        Content content = item.image().content;
        if (readOnly && content != null) {
            world.beQuiet(content, true);
        }
        Map<String, String> options = Map.of("read-only", readOnly ? "on" : "off");
        attempts.toReach("reopen " + node + " " + options, wanted, () -> world.editor.reopen(node, options));
        world.awaitDirty(node);
        return true;
    }

    private boolean canBeTurned(Picture.Item item) {
        String node = item.name();
        Image image = item.image();
        return image != null && image.file != null && !item.format().equals("file")
                && world.isOpenAbove(node)
                && world.picture.users(node).size() == 1
                && world.picture.devices.values().stream().anyMatch(device -> device.root().equals(node))
                && world.picture.devices.values().stream()
                        .filter(device -> world.picture.shown(device.root()).image() == image)
                        .count() == 1;
    }

    /** What only this node uses, and was opened along, follows. */
    private static void turn(Picture wanted, String node, boolean readOnly) {
        Picture.Item item = wanted.items.get(node);
        boolean turns = item.readOnly() != readOnly;
        wanted.put(new Picture.Item(
                node, item.format(), readOnly, item.kept(), item.children(), item.image()));
        item.children().forEach((edge, child) -> {
            boolean alone = wanted.users(child).size() == 1 && !wanted.items.get(child).kept();
            if (turns && alone && !edge.equals("backing")) {
                turn(wanted, child, readOnly);
            }
        });
    }

    /** Gives a throttle limits that nobody reaches, or none. */
    private boolean limits(SplittableRandom random) throws Exception {
        String node = World.pick(
                world.nodes(item -> item.format().equals("throttle") && world.serves(item.name())), random);
        if (node == null) {
            return false;
        }
        Map<String, String> options = Map.of("iops-total", random.nextBoolean() ? "" : "1000000000");
        attempts.tell("reopen " + node + " " + options);
        world.editor.reopen(node, options);
        return true;
    }

    /** Lets a raw image, an overlay or blkdebug stand on another node that shows the same. */
    private boolean child(SplittableRandom random) throws Exception {
        String node = World.pick(
                world.nodes(item -> exchanged(item) != null && world.serves(item.name())), random);
        if (node == null) {
            return false;
        }
        String edge = exchanged(world.picture.items.get(node));
        String before = world.picture.items.get(node).children().get(edge);
        String after = World.pick(
                world.nodes(item -> !item.name().equals(before) && world.serves(item.name())
                        && world.picture.shown(item.name()) == world.picture.shown(before)),
                random);
        if (after == null) {
            return false;
        }
        Map<String, String> options = Map.of(edge, after);
        String what = "reopen " + node + " " + options;
        Set<String> below = world.picture.below(after);
        if (below.contains(node)) {
            attempts.refused(what, BlockError.INVALID, () -> world.editor.reopen(node, options));
            return true;
        }
        Picture wanted = world.picture.copy();
        wanted.put(wanted.items.get(node).standingOn(edge, after));
        wanted.dropIfUnused(before);
        Picture was = world.picture;
        attempts.toReach(what, wanted, () -> world.editor.reopen(node, options));
        devices.putAway(was);
        return true;
    }

    /** The child that the driver lets a reopen exchange, or null. */
    private static String exchanged(Picture.Item item) {
        Set<String> edges = item.children().keySet();
        if (item.format().equals("raw")) {
            return "file";
        }
        if (edges.contains("backing") && item.format().equals("qcow2")) {
            return "backing";
        }
        return item.format().equals("blkdebug") && edges.contains("image") ? "image" : null;
    }

    private boolean refused(SplittableRandom random) throws Exception {
        List<String> serving = world.nodes(item -> world.serves(item.name()));
        String node = World.pick(serving, random);
        if (node == null) {
            return false;
        }
        Map<String, String> options =
                random.nextBoolean() ? Map.of("none", "x") : Map.of("node-name", "other");
        attempts.refused("reopen " + node + " " + options, BlockError.INVALID, () ->
                world.editor.reopen(node, options));
        return true;
    }
}
