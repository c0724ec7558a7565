// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.LockNeed;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.LockContext;
import org.blockgraph.lock.QuiesceHook;

/**
 * The nodes and devices that exist and how they hang together. The maps are guarded by the global lock;
 * edges are changed under the write lock, which a change takes under the global lock.
 */
public final class Graph implements QuiesceHook {

    private final GraphLock lock;
    private final LockContext controlContext;
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final TreeMap<String, Device> devices = new TreeMap<>();
    private final Set<String> reserved = new HashSet<>();

    /** The formats whose drivers are being given to nodes, and how many of each; any thread. */
    private final ConcurrentMap<String, Integer> arriving = new ConcurrentHashMap<>();

    private final GateRule gateRule = new GateRule(arriving.keySet());

    /** The devices, for a quiesce that begins or ends, or a report, on a thread without the global lock. */
    private volatile List<Device> quiescable = List.of();

    /** Why everything is refused, or null; written under the global lock. */
    private volatile String closing;

    /** Uses a lock of its own. */
    public Graph(GraphLock lock, LockContext controlContext) {
        this.lock = lock;
        this.controlContext = controlContext;
    }

    public GraphLock lock() {
        return lock;
    }

    /** Makes a token of the core's own. */
    public RequestToken controlToken(String what) {
        return RequestToken.control(controlContext, what);
    }

    /** What is decided under the global lock; it throws what the decision refuses. */
    @FunctionalInterface
    public interface Decision<T, E extends Exception> {
        T make() throws E;
    }

    /** The same without an answer. */
    @FunctionalInterface
    public interface Step<E extends Exception> {
        void take() throws E;
    }

    /** Takes the global lock; with {@link #decideRun} the only way in for code of the core's. */
    public <T, E extends Exception> T decide(Decision<T, E> decision) throws E {
        lock.global().lock();
        try {
            return decision.make();
        } finally {
            lock.global().unlock();
        }
    }

    /** Takes the global lock. */
    public <E extends Exception> void decideRun(Step<E> decision) throws E {
        lock.global().lock();
        try {
            decision.take();
        } finally {
            lock.global().unlock();
        }
    }

    private void requireGlobal() {
        assert lock.global().isHeldByCurrentThread() : "the global lock is not held";
    }

    /** Returns the node of that name, or the root of the device of that name, or null. */
    @UnderGlobalLock
    public Node find(String name) {
        requireGlobal();
        Node node = nodes.get(name);
        if (node != null) {
            return node;
        }
        Device device = devices.get(name);
        return device == null ? null : device.root();
    }

    /** The same for what has to be there. */
    @UnderGlobalLock
    public Node require(String name) throws BlockException {
        Node node = find(name);
        if (node == null) {
            throw new BlockException(
                    BlockError.NOT_FOUND, name, name + ": no such node or device; block:graph lists them");
        }
        return node;
    }

    /** Returns the device, or null. */
    @UnderGlobalLock
    public Device device(String name) {
        requireGlobal();
        return devices.get(name);
    }

    @UnderGlobalLock
    public Collection<Node> nodes() {
        requireGlobal();
        return Collections.unmodifiableCollection(nodes.values());
    }

    @UnderGlobalLock
    public Collection<Device> devices() {
        requireGlobal();
        return Collections.unmodifiableCollection(devices.values());
    }

    /** Keeps names for nodes and a device that are being opened. */
    @UnderGlobalLock
    public void reserve(Collection<String> names, boolean device) throws BlockException {
        requireGlobal();
        for (String name : names) {
            boolean taken = reserved.contains(key(name, device))
                    || (device ? devices.containsKey(name) : nodes.containsKey(name));
            if (taken) {
                throw new BlockException(
                        BlockError.EXISTS,
                        name,
                        name + ": " + (device ? "a device" : "a node")
                                + " of that name exists; choose another name");
            }
        }
        int bound = device ? BlockGraph.MAX_DEVICES : BlockGraph.MAX_NODES;
        if ((device ? devices.size() : nodes.size()) + reserved.size() + names.size() > bound) {
            throw new BlockException(
                    BlockError.BUSY, "the graph is full (" + bound + "); close something first");
        }
        names.forEach(name -> reserved.add(key(name, device)));
    }

    /** Gives names back that were kept. */
    @UnderGlobalLock
    public void unreserve(Collection<String> names, boolean device) {
        requireGlobal();
        names.forEach(name -> reserved.remove(key(name, device)));
    }

    private static String key(String name, boolean device) {
        return (device ? "d " : "n ") + name;
    }

    /** Puts a node and its edges in place; by the writer. */
    @GlobalState(lock = LockNeed.WRITE)
    public void add(Node node) {
        requireGlobal();
        Node before = nodes.putIfAbsent(node.name(), node);
        assert before == null : node.name() + " exists";
        node.children().forEach(edge -> edge.node().attachParent(edge, Edge.LAST));
    }

    /** How a node that was taken out is put back where it was; by the same writer. */
    @FunctionalInterface
    public interface Removed {
        /** Puts it back. */
        void putBack();
    }

    /** Takes a node that nobody uses out; by the writer. */
    @GlobalState(lock = LockNeed.WRITE)
    public Removed remove(Node node) {
        requireGlobal();
        assert !node.isUsed() : node.name() + " is used";
        nodes.remove(node.name());
        List<Edge> edges = List.copyOf(node.children());
        int[] places = edges.stream().mapToInt(edge -> edge.node().detachParent(edge)).toArray();
        return () -> {
            nodes.put(node.name(), node);
            for (int i = edges.size() - 1; i >= 0; i--) {
                edges.get(i).node().attachParent(edges.get(i), places[i]);
            }
        };
    }

    /** Puts a device in place; by the writer. */
    @GlobalState(lock = LockNeed.WRITE)
    public void add(Device device) {
        add(device, Edge.LAST);
    }

    /** Puts a device in place, among the others of its root node; by the writer. */
    @GlobalState(lock = LockNeed.WRITE)
    public void add(Device device, int place) {
        requireGlobal();
        devices.put(device.name(), device);
        device.root().attachDevice(device, place);
        quiescable = List.copyOf(devices.values());
    }

    /** Takes a device out, and returns its place among those of its root node; by the writer. */
    @GlobalState(lock = LockNeed.WRITE)
    public int remove(Device device) {
        requireGlobal();
        devices.remove(device.name());
        int place = device.root().detachDevice(device);
        quiescable = List.copyOf(devices.values());
        return place;
    }

    /** Returns the nodes and everything above them. */
    @UnderGlobalLock
    public Set<Node> withAncestors(Collection<Node> from) {
        requireGlobal();
        return closure(from, true);
    }

    /** Returns the nodes and everything below them. */
    @UnderGlobalLock
    public Set<Node> withDescendants(Collection<Node> from) {
        requireGlobal();
        return closure(from, false);
    }

    private static Set<Node> closure(Collection<Node> from, boolean upwards) {
        // Nodes are equal to themselves alone; the order makes what changes do repeatable.
        Set<Node> found = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            Node node = open.poll();
            if (found.add(node)) {
                if (upwards) {
                    node.parents().forEach(edge -> open.add(edge.parent()));
                } else {
                    node.children().forEach(edge -> open.add(edge.node()));
                }
            }
        }
        return found;
    }

    /** Tells whether the node, or one below it, is drained, so that nothing may begin in it. */
    @UnderGlobalLock
    public boolean isDrainedBelow(Node node) {
        return withDescendants(List.of(node)).stream().anyMatch(Node::isDrained);
    }

    /** Lets tasks and waits of a node's driver go on, unless its state, a change or a drain is in the way. */
    @UnderGlobalLock
    public void settleTasks(Node node) {
        requireGlobal();
        Node.ServedBy served = node.servedBy();
        if (served != null) {
            if (node.state() != NodeInfo.State.OPEN || node.isQuieted() || isDrainedBelow(node)) {
                served.tasks().endWaits();
            } else {
                served.tasks().release();
            }
        }
    }

    /** Returns the devices on top of any of the nodes or their ancestors. */
    @UnderGlobalLock
    public List<Device> devicesAbove(Collection<Node> below) {
        requireGlobal();
        List<Device> found = new ArrayList<>();
        for (Node node : closure(below, true)) {
            found.addAll(node.devices());
        }
        return found;
    }

    /** Orders nodes so that every node comes before its children. */
    public static List<Node> topmostFirst(Collection<Node> some) {
        List<Node> order = new ArrayList<>();
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Node node : some) {
            visit(node, some, seen, order);
        }
        Collections.reverse(order);
        return order;
    }

    private static void visit(Node node, Collection<Node> some, Set<Node> seen, List<Node> order) {
        if (!some.contains(node) || !seen.add(node)) {
            return;
        }
        for (Edge edge : node.children()) {
            visit(edge.node(), some, seen, order);
        }
        order.add(node);
    }

    /** Derives every gate from the nodes below it. */
    @UnderGlobalLock
    public void deriveGates() {
        requireGlobal();
        for (Device device : devices.values()) {
            gateRule.apply(device, closing);
        }
    }

    /**
     * A driver has come, and is about to be given to nodes that are out: requests to them wait until {@link
     * #driverArrived}. Any thread, whatever it holds.
     */
    public void driverArrives(String format) {
        arriving.merge(format, 1, Integer::sum);
    }

    /** A driver has been given to nodes: requests to those that are out all the same fail. Any thread. */
    public void driverArrived(String format) {
        arriving.computeIfPresent(format, (key, count) -> count == 1 ? null : count - 1);
        quiescable.forEach(device -> device.gate().look());
    }

    /** Refuses everything from now on. */
    @UnderGlobalLock
    public void close(String why) {
        requireGlobal();
        closing = why;
        deriveGates();
    }

    /** Returns why everything is refused, or null. */
    public String closing() {
        return closing;
    }

    /** Refuses a change when everything is closing. */
    public void requireOpen() throws BlockException {
        if (closing != null) {
            throw new BlockException(BlockError.SHUTDOWN, closing);
        }
    }

    @Override
    public void quiesceBegin() {
        quiescable.forEach(device -> device.gate().quiesce(true));
    }

    @Override
    public void quiesceEnd() {
        quiescable.forEach(device -> device.gate().quiesce(false));
    }

    /** Returns how many requests wait at gates now. Any thread; needs no lock of the graph. */
    public int waitingAtGates() {
        return quiescable.stream().mapToInt(device -> device.gate().waiting()).sum();
    }

    /** Refuses a caller that is inside an I/O operation: waiting for a change there would never end. */
    public void requireOutside() throws BlockException {
        String hold = lock.heldBy(Thread.currentThread());
        if (hold != null) {
            throw new BlockException(
                    BlockError.PERMISSION,
                    "this thread is inside a request (" + hold + "): change the graph from another thread");
        }
    }
}
