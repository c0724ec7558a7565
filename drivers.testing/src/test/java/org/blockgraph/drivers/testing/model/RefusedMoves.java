// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** Operations that make no sense: each is refused and leaves everything as it was. */
final class RefusedMoves {

    private final World world;
    private final Attempts attempts;

    RefusedMoves(World world, Attempts attempts) {
        this.world = world;
        this.attempts = attempts;
    }

    /** One of those that fit. */
    boolean any(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(item -> true), random);
        if (node == null) {
            return false;
        }
        if (!world.serves(node)) {
            return outOfService(node, random);
        }
        return switch (random.nextInt(4)) {
            case 0 -> names(node, random);
            case 1 -> inUse(node, random);
            case 2 -> options(node, random);
            default -> shapes(node, random);
        };
    }

    private boolean outOfService(String node, SplittableRandom random) throws Exception {
        String filter = world.drivers.missing().contains("throttle") ? "blkdebug" : "throttle";
        if (world.picture.items.get(node).filter() && random.nextBoolean()) {
            refused("remove " + node, BlockError.BUSY, () -> world.editor.remove(node));
        } else if (random.nextBoolean()) {
            refused("insert on " + node, BlockError.BUSY, () ->
                    world.editor.insert(node, null, Map.of("driver", filter, "node-name", "busy")));
        } else {
            refused("open on " + node, BlockError.BUSY, () ->
                    world.graph.open("busy", Map.of("driver", filter, "file", node)));
        }
        return true;
    }

    private boolean names(String node, SplittableRandom random) throws Exception {
        String device = world.picture.devices.isEmpty() ? null : world.picture.devices.firstKey();
        Map<String, String> disk = Map.of("driver", "null-co");
        boolean disks = world.drivers.count("null-co") > 0;
        switch (random.nextInt(6)) {
            case 0 -> refused("remove nobody", BlockError.NOT_FOUND, () -> world.editor.remove("nobody"));
            case 1 -> refused("close nobody", BlockError.NOT_FOUND, () -> world.graph.close("nobody"));
            case 2 -> refused("replace below nobody", BlockError.NOT_FOUND, () ->
                    world.editor.replace(node, "nobody", other(node)));
            case 3 -> refused("a bad name", BlockError.INVALID, () -> world.editor.add("a b", disk));
            case 4 -> {
                if (disks) {
                    refused("add " + node, BlockError.EXISTS, () -> world.editor.add(node, disk));
                }
                return disks;
            }
            default -> {
                if (disks && device != null) {
                    refused("open " + device, BlockError.EXISTS, () -> world.graph.open(device, disk));
                }
                return disks && device != null;
            }
        }
        return true;
    }

    /** Another node that could stand in for the node as far as its name and size go. */
    private String other(String node) {
        return world.nodes(item -> !item.name().equals(node)
                        && world.serves(item.name())
                        && world.picture.shown(item.name()) == world.picture.shown(node)
                        && (!item.readOnly() || world.picture.items.get(node).readOnly()))
                .stream()
                .findFirst()
                .orElse("nobody");
    }

    private boolean inUse(String node, SplittableRandom random) throws Exception {
        Picture.Item item = world.picture.items.get(node);
        if (item.format().equals("file") && random.nextBoolean() && world.drivers.count("raw") > 0) {
            Map<String, String> again = Map.of(
                    "driver", "raw", "file.driver", "file", "file.filename", item.image().file.toString());
            refused("open the file of " + node + " again", BlockError.LOCKED, () ->
                    world.graph.open("again", again));
            return true;
        }
        if (world.picture.users(node).isEmpty()) {
            return false;
        }
        refused("delete " + node, BlockError.BUSY, () -> world.editor.delete(node));
        return true;
    }

    private boolean options(String node, SplittableRandom random) throws Exception {
        if (!world.drivers.missing().isEmpty()) {
            return false;
        }
        String missing = world.folder.resolve("none.img").toString();
        switch (random.nextInt(5)) {
            case 0 -> refused("a bad option", BlockError.INVALID, () -> world.editor.insert(
                    node, null, Map.of("driver", "throttle", "node-name", "bad", "none", "x")));
            case 1 -> refused("no driver", BlockError.NOT_FOUND, () ->
                    world.graph.open("bad", Map.of("driver", "none", "file", node)));
            case 2 -> refused("a removed file", BlockError.NOT_FOUND, () ->
                    world.graph.open("bad", Map.of("driver", "qcow2", "filename", missing)));
            case 3 -> refused("a removed file over " + node, BlockError.NOT_FOUND, () ->
                    world.editor.insert(node, null, Map.of(
                            "driver", "qcow2", "node-name", "bad", "file.driver", "file",
                            "file.filename", missing)));
            default -> refused("a child twice", BlockError.INVALID, () -> world.editor.insert(
                    node, null, Map.of("driver", "throttle", "node-name", "bad", "file", node)));
        }
        return true;
    }

    private boolean shapes(String node, SplittableRandom random) throws Exception {
        Picture.Item item = world.picture.items.get(node);
        if (random.nextInt(3) == 0) {
            refused("replace " + node + " by itself", BlockError.INVALID, () ->
                    world.editor.replace(node, null, node));
            return true;
        }
        if (!item.filter() && !item.children().containsKey("backing")) {
            refused("remove " + node, BlockError.INVALID, () -> world.editor.remove(node));
            return true;
        }
        return otherSize(item, random);
    }

    private boolean otherSize(Picture.Item item, SplittableRandom random) throws Exception {
        Picture.Item shown = world.picture.shown(item.name());
        if (shown.format().equals("file")) {
            return false;
        }
        List<String> others = world.nodes(each -> world.serves(each.name())
                && !world.picture.shown(each.name()).format().equals("file")
                && world.picture.shown(each.name()).image().size != shown.image().size);
        String other = World.pick(others, random);
        if (other == null) {
            return false;
        }
        refused("replace " + item.name() + " by " + other + " of another size", BlockError.INVALID, () ->
                world.editor.replace(item.name(), null, other));
        return true;
    }

    private void refused(String what, BlockError error, Attempts.Operation operation)
            throws BlockException, InterruptedException {
        attempts.refused(what, error, operation);
    }
}
