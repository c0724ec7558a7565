// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.PermissionInfo;

/** Compares the graph with what is expected of it, and with what holds of every graph. */
final class Invariants {

    private static final long CLIENTS_NANOS = 1_000_000_000;

    private final World world;

    Invariants(World world) {
        this.world = world;
    }

    /** Waits for what comes by itself, the end of a drain or nodes that serve again, then checks all. */
    void settle() throws IOException {
        Await.until(() -> {
            List<String> wrong = wrong();
            return wrong.isEmpty() ? null : String.join("\n", wrong);
        });
        check();
    }

    /** Throws when anything does not hold. */
    void check() throws IOException {
        world.loads.values().forEach(Load::requireNoFailure);
        List<String> wrong = wrong();
        wrong.addAll(files());
        if (!wrong.isEmpty()) {
            throw new AssertionError(String.join("\n", wrong) + "\n" + clientsTell());
        }
    }

    /** Clients learn of a failed request a little after the device has counted it. */
    private List<String> clientsTell() {
        long deadline = System.nanoTime() + CLIENTS_NANOS;
        List<String> told;
        do {
            told = world.loads.values().stream().flatMap(load -> load.failures().stream()).toList();
        } while (told.isEmpty() && System.nanoTime() - deadline < 0);
        return told;
    }

    /** Stops the clients that can be stopped and looks whether anything is held. */
    void checkQuiet() throws InterruptedException {
        List<Load> paused = new ArrayList<>();
        for (Picture.Dev device : world.picture.devices.values()) {
            Load load = world.loads.get(device.name());
            if (load != null && world.isOpen(device)) {
                load.pause();
                paused.add(load);
            }
        }
        LockInfo lock = world.graph.lock(false);
        long sum = lock.orphanedBalance()
                + lock.contexts().stream().mapToLong(LockInfo.Context::balance).sum();
        int inFlight = world.graph.snapshot().devices().stream().mapToInt(DeviceInfo::inFlight).sum();
        if (sum != 0 || !lock.readers().isEmpty() || lock.writer() != null || inFlight != 0) {
            throw new AssertionError("nobody is inside, and yet " + inFlight + " in flight, " + lock);
        }
        paused.forEach(Load::resume);
    }

    private List<String> wrong() {
        GraphInfo info = world.graph.snapshot();
        List<String> wrong = new ArrayList<>();
        nodes(info, wrong);
        devices(info, wrong);
        parents(info, wrong);
        loops(info, wrong);
        permissions(wrong);
        return wrong;
    }

    private void nodes(GraphInfo info, List<String> wrong) {
        Set<String> names = new TreeSet<>();
        for (NodeInfo node : info.nodes()) {
            if (!names.add(node.name())) {
                wrong.add("two nodes " + node.name());
            }
            Picture.Item item = world.picture.items.get(node.name());
            if (item == null) {
                wrong.add("an unexpected node " + node);
                continue;
            }
            Map<String, String> children = new HashMap<>();
            node.children().forEach(edge -> children.put(edge.name(), edge.node()));
            same(node.name() + "'s children", item.children(), children, wrong);
            same(node.name() + "'s driver", item.format(), node.driver(), wrong);
            same(node.name() + " read-only", item.readOnly(), node.readOnly(), wrong);
            same(node.name() + " drained", world.isDrained(node.name()), node.drained(), wrong);
            if (!states(item).contains(node.state())) {
                wrong.add(node.name() + "'s state: " + node.state() + " in place of " + states(item));
            }
            boolean served = node.state() == NodeInfo.State.OPEN;
            if (served && !world.drivers.hasVersion(node.driver(), node.driverVersion())) {
                wrong.add(node.name() + " is served by a driver that has gone: " + node.driverVersion());
            }
            if (served && !node.driver().equals("file")) {
                long size = world.picture.shown(node.name()).format().equals("file")
                        ? node.length()
                        : world.picture.shown(node.name()).image().size;
                same(node.name() + "'s size", size, node.length(), wrong);
            }
        }
        Set<String> missing = new TreeSet<>(world.picture.items.keySet());
        missing.removeAll(names);
        missing.forEach(name -> wrong.add("no node " + name));
    }

    private Set<NodeInfo.State> states(Picture.Item item) {
        if (world.drivers.missing().contains(item.format())) {
            return EnumSet.of(NodeInfo.State.PARKED);
        }
        // Parked is also what another version can't open yet, because a node below is out.
        return world.serves(item.name())
                ? EnumSet.of(NodeInfo.State.OPEN)
                : EnumSet.of(NodeInfo.State.INACTIVE, NodeInfo.State.PARKED);
    }

    private void devices(GraphInfo info, List<String> wrong) {
        Set<String> names = new TreeSet<>();
        for (DeviceInfo device : info.devices()) {
            names.add(device.name());
            Picture.Dev expected = world.picture.devices.get(device.name());
            if (expected == null) {
                wrong.add("an unexpected device " + device);
                continue;
            }
            same(device.name() + "'s root", expected.root(), device.root(), wrong);
            same(device.name() + " read-only", expected.readOnly(), device.readOnly(), wrong);
            if (world.isOpen(expected) != device.gateOpen()) {
                wrong.add(device.name() + "'s gate: open " + device.gateOpen() + ", " + device.gateReason());
            }
            if (!device.gateOpen() && allServe(info) && !device.gateReason().endsWith("is drained")) {
                wrong.add(device.name() + "'s gate is closed for what has gone: " + device.gateReason());
            }
            same(device.name() + "'s failed requests", 0L, device.stats().failedOperations(), wrong);
        }
        same("the devices", world.picture.devices.keySet(), names, wrong);
    }

    private static boolean allServe(GraphInfo info) {
        return info.nodes().stream().allMatch(node -> node.state() == NodeInfo.State.OPEN);
    }

    /** Every edge is known to both of its ends, and no node thinks that it has other users. */
    private static void parents(GraphInfo info, List<String> wrong) {
        Map<String, List<String>> users = new HashMap<>();
        for (NodeInfo node : info.nodes()) {
            node.children().forEach(edge ->
                    users.computeIfAbsent(edge.node(), key -> new ArrayList<>()).add(node.name()));
        }
        for (DeviceInfo device : info.devices()) {
            users.computeIfAbsent(device.root(), key -> new ArrayList<>()).add(device.name());
        }
        for (NodeInfo node : info.nodes()) {
            List<String> wanted = users.getOrDefault(node.name(), List.of()).stream().sorted().toList();
            same(node.name() + "'s parents", wanted, node.parents().stream().sorted().toList(), wrong);
        }
    }

    private static void loops(GraphInfo info, List<String> wrong) {
        Map<String, NodeInfo> left = new HashMap<>();
        info.nodes().forEach(node -> left.put(node.name(), node));
        boolean found = true;
        while (found) {
            found = left.values().removeIf(
                    node -> node.children().stream().noneMatch(edge -> left.containsKey(edge.node())));
        }
        if (!left.isEmpty()) {
            wrong.add("a loop among " + left.keySet());
        }
    }

    private void permissions(List<String> wrong) {
        Grants grants = new Grants(world.picture);
        String conflict = grants.conflict();
        if (conflict != null) {
            wrong.add("users that do not go together: " + conflict);
        }
        List<String> told = new ArrayList<>();
        for (PermissionInfo each : world.editor.permissions()) {
            told.add(each.node() + " by " + each.parent() + " " + each.child() + " (" + each.roles()
                    + ") uses " + each.uses() + " shares " + each.shares());
        }
        Set<String> wanted = new TreeSet<>();
        grants.all().forEach(use -> wanted.add(use.text()));
        same("the permissions", wanted, new TreeSet<>(told), wrong);
    }

    private static void same(String what, Object wanted, Object found, List<String> wrong) {
        if (!wanted.equals(found)) {
            wrong.add(what + ": " + found + " in place of " + wanted);
        }
    }

    /** The descriptors of image files are those of nodes, one each. */
    private List<String> files() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : descriptors.toList()) {
                if (Files.isSymbolicLink(each)) {
                    addWithinFolder(each, open);
                }
            }
        }
        List<String> wrong = new ArrayList<>();
        same("open files", List.copyOf(world.openFiles()), open.stream().sorted().toList(), wrong);
        return wrong;
    }

    private void addWithinFolder(Path descriptor, List<String> open) throws IOException {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (target.startsWith(world.folder.toString() + "/")) {
                open.add(target);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // That of the listing itself, or of another thread, is closed again.
        }
    }
}
