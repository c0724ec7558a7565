// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.Limits;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.StatInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.shell.transfer.MemoryDevice;

/** A graph of devices in memory, each on one node of its own name, that lists what was asked of it. */
final class FakeGraph implements BlockGraph {

    static final int DEVICE_BYTES = 16 << 20;

    final List<String> asked = new ArrayList<>();
    final Map<String, MemoryDevice> open = new TreeMap<>();
    final List<HistoryEntry> changes = new ArrayList<>();
    final List<MapExtent> extents = new ArrayList<>();
    final Set<String> down = new TreeSet<>();
    final Set<String> undrainable = new TreeSet<>();
    final Map<String, Integer> drains = new TreeMap<>();
    final FakeEditor editor = new FakeEditor(this);
    boolean driverIsHere = true;
    CheckInfo check = new CheckInfo(0, 0, 0, 0, 1, 160, List.of());

    @Override
    public BlockDevice open(String name, Map<String, String> options) throws BlockException {
        asked.add("open " + name + ' ' + new TreeMap<>(options));
        if (open.containsKey(name)) {
            throw new BlockException(BlockError.EXISTS, name + ": the name is taken; choose another");
        }
        MemoryDevice device = new MemoryDevice(name, DEVICE_BYTES, "on".equals(options.get("read-only")));
        open.put(name, device);
        return device;
    }

    @Override
    public void close(String name) throws BlockException {
        close(name, false);
    }

    @Override
    public void close(String name, boolean force) throws BlockException {
        asked.add("close " + name + (force ? " by force" : ""));
        device(name);
        open.remove(name);
    }

    @Override
    public List<NodeInfo> revive(String node) throws BlockException {
        NodeInfo known = node(node);
        return driverIsHere && down.remove(node) ? List.of(known) : List.of();
    }

    @Override
    public MemoryDevice device(String name) throws BlockException {
        MemoryDevice device = open.get(name);
        if (device == null) {
            throw new BlockException(BlockError.NOT_FOUND, name + ": no such device");
        }
        return device;
    }

    @Override
    public List<BlockDevice> devices() {
        return List.copyOf(open.values());
    }

    @Override
    public long create(String format, String filename, long size, Map<String, String> options) {
        asked.add("create " + format + ' ' + filename + ' ' + size + ' ' + new TreeMap<>(options));
        return size;
    }

    @Override
    public CheckInfo check(String node) {
        asked.add("check " + node);
        return check;
    }

    @Override
    public String command(String node, List<String> words) throws BlockException {
        device(node);
        asked.add("command " + node + ' ' + words);
        return words.contains("say") ? "said" : "";
    }

    @Override
    public DrainHandle drain(String node) throws BlockException {
        device(node);
        if (undrainable.contains(node)) {
            throw new BlockException(BlockError.TIMED_OUT, node + ": a request in flight does not end");
        }
        asked.add("drain " + node);
        drains.merge(node, 1, Integer::sum);
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            asked.add("undrain " + node);
            if (ended.compareAndSet(false, true)) {
                drains.merge(node, -1, Integer::sum);
            }
        };
    }

    @Override
    public Limits limits(String node) throws BlockException {
        device(node);
        return new Limits(512, 4096, 1 << 20, 0, (1L << 31) - 1, 4096, false, true);
    }

    @Override
    public DrainHandle drainAll() throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, "memory needs no drain");
    }

    @Override
    public void announce(BlockEvent event) {
        asked.add("announce " + event.kind());
    }

    @Override
    public GraphEditor editor() {
        return editor;
    }

    @Override
    public GraphInfo snapshot() {
        List<DeviceInfo> devices = new ArrayList<>();
        List<NodeInfo> nodes = new ArrayList<>();
        for (MemoryDevice device : open.values()) {
            StatInfo stats = new StatInfo(3, 4096, 2, 1 << 20, 0, 0, 1, 0, 5, 3_200_000);
            String name = device.name();
            devices.add(new DeviceInfo(
                    name, name, device.length(), device.readOnly(), true, "", 0, 0, 20, stats));
            nodes.add(describe(device));
        }
        return new GraphInfo(devices, nodes);
    }

    @Override
    public NodeInfo node(String name) throws BlockException {
        return describe(device(name));
    }

    @Override
    public WhyInfo why(String name) throws BlockException {
        device(name);
        return new WhyInfo(name, "open", "its driver memory 1.0.0 is here", "");
    }

    @Override
    public List<DriverInfo> drivers() {
        return List.of(new DriverInfo(
                "memory", "protocol", "org.example.memory", "1.0.0", "active", List.copyOf(open.keySet())));
    }

    @Override
    public LockInfo lock(boolean withStacks) {
        List<String> stack = withStacks ? List.of("Reader.read(Reader.java:7)") : List.of();
        return new LockInfo(
                List.of(new LockInfo.Context("d0", 2), new LockInfo.Context("shared", -1)),
                0,
                List.of(new LockInfo.Reader("client", "d0", "worker-1", 2_500_000, false, stack)),
                List.of(),
                null,
                LockInfo.Global.FREE,
                4);
    }

    @Override
    public List<HistoryEntry> history() {
        return List.copyOf(changes);
    }

    @Override
    public List<MapExtent> map(String device, long offset, long length, int most) {
        asked.add("map " + device + ' ' + offset + ' ' + length);
        return List.copyOf(extents);
    }

    private NodeInfo describe(MemoryDevice device) {
        return new NodeInfo(
                device.name(),
                "memory",
                "1.0.0",
                down.contains(device.name()) ? NodeInfo.State.PARKED : NodeInfo.State.OPEN,
                down.contains(device.name()) ? "driver memory 1.0.0 left" : "",
                device.length(),
                device.readOnly(),
                drains.getOrDefault(device.name(), 0) > 0,
                List.of(),
                List.of(device.name()),
                Map.of("allocated", "all of it"));
    }
}
