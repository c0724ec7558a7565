// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The graph as it is expected to be: nodes and devices by their names. Of the control thread. */
final class Picture {

    /**
     * A node.
     *
     * @param children names of edges and of the nodes below
     * @param image what it shows; null for a filter and for a file
     */
    record Item(
            String name,
            String format,
            boolean readOnly,
            boolean kept,
            Map<String, String> children,
            Image image) {

        boolean filter() {
            return format.equals("throttle") || format.equals("blkdebug");
        }

        Item standingOn(String edge, String node) {
            Map<String, String> changed = new LinkedHashMap<>(children);
            changed.put(edge, node);
            return new Item(name, format, readOnly, kept, changed, image);
        }
    }

    /** A device. */
    record Dev(String name, String root, boolean shareWrites, boolean readOnly) {}

    final TreeMap<String, Item> items = new TreeMap<>();
    final TreeMap<String, Dev> devices = new TreeMap<>();

    Picture copy() {
        Picture copy = new Picture();
        copy.items.putAll(items);
        copy.devices.putAll(devices);
        return copy;
    }

    void put(Item item) {
        items.put(item.name(), item);
    }

    /** The nodes above and the node itself. */
    Set<String> above(String node) {
        Set<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            String each = open.poll();
            if (found.add(each)) {
                items.values().stream()
                        .filter(item -> item.children().containsValue(each))
                        .forEach(item -> open.add(item.name()));
            }
        }
        return found;
    }

    /** The nodes below and the node itself. */
    Set<String> below(String node) {
        Set<String> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            String each = open.poll();
            if (found.add(each)) {
                open.addAll(items.get(each).children().values());
            }
        }
        return found;
    }

    /** The devices on top of the node or of what is above it. */
    List<Dev> devicesAbove(String node) {
        Set<String> above = above(node);
        return devices.values().stream().filter(device -> above.contains(device.root())).toList();
    }

    /** The names of the nodes and devices that stand on the node, one for each edge. */
    List<String> users(String node) {
        List<String> users = new ArrayList<>();
        for (Item item : items.values()) {
            item.children().values().stream().filter(node::equals).forEach(edge -> users.add(item.name()));
        }
        devices.values().stream()
                .filter(device -> device.root().equals(node))
                .forEach(device -> users.add(device.name()));
        return users;
    }

    /** The node below which is no filter. */
    Item shown(String node) {
        Item item = items.get(node);
        while (item.filter()) {
            item = items.get(item.children().values().iterator().next());
        }
        return item;
    }

    /** Whether the node's image, through filters, is what an overlay lies over. */
    boolean isBacking(String node) {
        for (Item item : items.values()) {
            String backing = item.children().get("backing");
            if (backing != null && below(backing).contains(shown(node).name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether an overlay is among the node and those below. */
    boolean hasBacking(String node) {
        return below(node).stream().anyMatch(each -> items.get(each).children().containsKey("backing"));
    }

    /** Lets the named user of one node stand on another; without a name all that are not below the other. */
    void moveUsers(String from, String to, String parent) {
        Set<String> belowTo = below(to);
        for (Item item : List.copyOf(items.values())) {
            boolean follows = parent == null ? !belowTo.contains(item.name()) : item.name().equals(parent);
            Item moved = item;
            for (Map.Entry<String, String> edge : item.children().entrySet()) {
                if (follows && edge.getValue().equals(from)) {
                    moved = moved.standingOn(edge.getKey(), to);
                }
            }
            put(moved);
        }
        for (Dev device : List.copyOf(devices.values())) {
            if (device.root().equals(from) && (parent == null || device.name().equals(parent))) {
                boolean readOnly = device.readOnly() || items.get(to).readOnly();
                devices.put(device.name(), new Dev(device.name(), to, device.shareWrites(), readOnly));
            }
        }
    }

    /** Takes a node out, and those below that nobody uses or keeps any more. */
    void remove(String node) {
        Collection<String> children = items.remove(node).children().values();
        children.forEach(this::dropIfUnused);
    }

    /** Takes a node out where nobody uses or keeps it. */
    void dropIfUnused(String node) {
        Item item = items.get(node);
        if (item != null && !item.kept() && users(node).isEmpty()) {
            remove(node);
        }
    }
}
