// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.blockgraph.api.BlockError;

/** Nodes come, go and change below devices that carry requests. */
final class EditMoves {

    private final World world;
    private final Attempts attempts;
    private final DeviceMoves devices;

    EditMoves(World world, Attempts attempts, DeviceMoves devices) {
        this.world = world;
        this.attempts = attempts;
        this.devices = devices;
    }

    /** Inserts a filter on top of any node, below all of its users or one. */
    boolean insertFilter(SplittableRandom random) throws Exception {
        String format = random.nextBoolean() ? "throttle" : "blkdebug";
        String node = World.pick(
                world.nodes(item -> world.serves(item.name()) && !world.picture.users(item.name()).isEmpty()),
                random);
        if (node == null || world.drivers.missing().contains(format) || world.picture.items.size() > 40) {
            return false;
        }
        String parent = random.nextInt(3) > 0 ? null : World.pick(world.picture.users(node), random);
        String name = world.name("f");
        Map<String, String> options = new HashMap<>(Plan.settings(format, random));
        options.put("driver", format);
        options.put("node-name", name);
        Picture wanted = world.picture.copy();
        boolean readOnly = wanted.items.get(node).readOnly();
        // Whatever the driver calls its child, an insertion calls it file.
        wanted.put(new Picture.Item(name, format, readOnly, false, Map.of("file", node), null));
        wanted.moveUsers(node, name, parent);
        attempts.toReach(
                "insert " + options + " on " + node + " below " + parent,
                wanted,
                () -> world.editor.insert(node, parent, options));
        return true;
    }

    /** Inserts an empty overlay on top of a node, under load or while clients only read. */
    boolean insertOverlay(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(this::canBeCovered), random);
        if (!world.drivers.missing().isEmpty() || node == null) {
            return false;
        }
        Image below = world.picture.shown(node).image();
        boolean quiet = below.content != null && random.nextBoolean() || isQuiet(below);
        // A device of that name is what a snapshot means first.
        Picture.Dev named = world.picture.devices.get(node);
        boolean snapshot = random.nextBoolean() && (named == null || named.root().equals(node));
        Image top = snapshot
                ? devices.snapshotImage(below.size, random)
                : devices.newOverlay(below.size, random);
        String name = world.name("o");
        Picture wanted = world.picture.copy();
        Map<String, String> children = new LinkedHashMap<>(Map.of("file", name + ".file", "backing", node));
        wanted.put(new Picture.Item(name, top.format, false, false, children, top));
        wanted.put(new Picture.Item(name + ".file", "file", false, false, Map.of(), top));
        wanted.moveUsers(node, name, null);
        boolean was = isQuiet(below);
        if (quiet) {
            world.beQuiet(below.content, true);
        }
        Attempts.Operation operation = snapshot ? snapshot(node, name, top) : insertion(node, name, top);
        boolean done = attempts.toReach(
                (snapshot ? "snapshot " : "insert ") + (quiet ? "quietly " : "") + top + " as " + name
                        + " on " + node,
                wanted,
                operation);
        if (done) {
            top.content = below.content;
            below.content = quiet ? below.content.copy() : null;
            world.awaitDirty(name);
        } else {
            Files.deleteIfExists(top.file);
            if (quiet && !was) {
                world.beQuiet(below.content, false);
            }
        }
        return true;
    }

    private Attempts.Operation insertion(String node, String name, Image top) {
        Map<String, String> options = new HashMap<>(top.options(""));
        options.put("node-name", name);
        return () -> world.editor.insert(node, null, options);
    }

    private Attempts.Operation snapshot(String node, String name, Image top) {
        return () -> world.editor.snapshot(node, top.file.toString(), top.format, Map.of("node-name", name));
    }

    private static boolean isQuiet(Image image) {
        return image.content != null && image.content.quiet();
    }

    private boolean canBeCovered(Picture.Item item) {
        String node = item.name();
        Picture.Item shown = world.picture.shown(node);
        if (item.readOnly() || shown.format().equals("file") || shown.image().file == null
                || world.picture.users(node).isEmpty() || !world.isOpenAbove(node)) {
            return false;
        }
        // Whoever sees this image has to see the overlay afterwards.
        boolean all = world.picture.devices.values().stream()
                .filter(device -> world.picture.shown(device.root()).image() == shown.image())
                .allMatch(device -> world.picture.below(device.root()).contains(node));
        long depth = world.picture.below(node).stream()
                .filter(each -> world.picture.items.get(each).children().containsKey("backing"))
                .count();
        return all && depth < 3;
    }

    /** Removes a filter or an overlay; one that holds data stays. */
    boolean remove(SplittableRandom random) throws Exception {
        String node = World.pick(
                world.nodes(item -> (item.filter() || item.children().containsKey("backing"))
                        && world.serves(item.name())
                        && (item.filter() || world.isOpenAbove(item.name()))),
                random);
        if (node == null) {
            return false;
        }
        Picture.Item item = world.picture.items.get(node);
        String heir = item.filter()
                ? item.children().values().iterator().next()
                : item.children().get("backing");
        BlockError refusal = refusal(item, heir);
        if (refusal != null) {
            attempts.refused("remove " + node, refusal, () -> world.editor.remove(node));
            return true;
        }
        Picture wanted = world.picture.copy();
        wanted.moveUsers(node, heir, null);
        wanted.remove(node);
        if (!item.filter() && wanted.items.containsKey(heir) && wanted.isBacking(heir)) {
            // Who wrote to the overlay would write to what another overlay shows, and may with share-rw.
            return false;
        }
        if (!item.filter() && !world.loadsOf(world.content(heir)).isEmpty()) {
            // Clients that read below would go on with a content of their own, and may write to it one day.
            return false;
        }
        Picture before = world.picture;
        if (attempts.toReach("remove " + node, wanted, () -> world.editor.remove(node))) {
            inherit(item, heir);
            devices.putAway(before);
        }
        return true;
    }

    private BlockError refusal(Picture.Item item, String heir) {
        if (world.picture.items.get(heir).readOnly() && !item.readOnly()) {
            return BlockError.READ_ONLY;
        }
        if (!item.filter() && item.image().size != world.picture.shown(heir).image().size) {
            return BlockError.INVALID;
        }
        return !item.filter() && item.image().dirty ? BlockError.BUSY : null;
    }

    /** What was to be seen through an overlay without data is what is below. */
    private void inherit(Picture.Item item, String heir) throws InterruptedException {
        if (item.filter() || item.image().content == null) {
            return;
        }
        world.picture.shown(heir).image().content = item.image().content;
        if (item.image().content.quiet()) {
            beLoud(heir);
        }
    }

    /** Lets clients that only read write again. */
    boolean beLoud(SplittableRandom random) throws Exception {
        String node = World.pick(
                world.nodes(item -> item.image() != null && !item.format().equals("file")
                        && isQuiet(item.image())
                        && !world.picture.isBacking(item.name())
                        && world.isOpenAbove(item.name())),
                random);
        if (node == null) {
            return false;
        }
        attempts.tell("write again to " + node);
        beLoud(node);
        return true;
    }

    private void beLoud(String node) throws InterruptedException {
        world.beQuiet(world.content(node), false);
        world.awaitDirty(node);
    }

    /** Replaces a node by one that shows the same, below all of its users or one. */
    boolean replace(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(item -> world.serves(item.name())), random);
        if (node == null) {
            return false;
        }
        Picture.Item shown = world.picture.shown(node);
        String by = World.pick(
                world.nodes(item -> !item.name().equals(node) && world.serves(item.name())
                        && world.picture.shown(item.name()) == shown),
                random);
        if (by == null) {
            return false;
        }
        List<String> users = world.picture.users(node);
        String parent = users.isEmpty() || random.nextInt(3) > 0 ? null : World.pick(users, random);
        String what = "replace " + node + " by " + by + " below " + parent;
        BlockError refusal = refusal(node, by, parent);
        if (refusal != null) {
            attempts.refused(what, refusal, () -> world.editor.replace(node, parent, by));
            return true;
        }
        Picture wanted = world.picture.copy();
        wanted.moveUsers(node, by, parent);
        wanted.dropIfUnused(node);
        Picture before = world.picture;
        attempts.toReach(what, wanted, () -> world.editor.replace(node, parent, by));
        devices.putAway(before);
        return true;
    }

    private BlockError refusal(String node, String by, String parent) {
        if (world.picture.items.get(by).readOnly() && !world.picture.items.get(node).readOnly()) {
            return BlockError.READ_ONLY;
        }
        Set<String> below = world.picture.below(by);
        Picture.Item above = parent == null ? null : world.picture.items.get(parent);
        boolean edge = above != null && above.children().containsValue(node);
        return edge && below.contains(parent) ? BlockError.INVALID : null;
    }
}
