// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.edit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.change.ChangeLane;
import org.blockgraph.core.change.EventBus;
import org.blockgraph.core.change.History;
import org.blockgraph.core.file.FileStore;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.graph.BlockingPool;
import org.blockgraph.core.graph.Device;
import org.blockgraph.core.graph.DeviceBirth;
import org.blockgraph.core.graph.DeviceSurroundings;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Graph;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.io.BounceMemory;
import org.blockgraph.core.io.NodePipe;
import org.blockgraph.core.io.WriteThreshold;
import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.internal.GraphLockFactoryComponent;

/** A graph without drivers: nodes that nobody serves, for what needs no I/O. Used by one thread. */
final class BareGraph implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private final GraphLock lock = new GraphLockFactoryComponent().open("bare graph");
    private final Graph graph = new Graph(lock, lock.openContext("core", ContextKind.SHARED));
    private final ChangeLane lane = new ChangeLane(
            graph, new History(), new EventBus(threads, line -> { }), control, threads);

    Node node(String name, DriverKind kind, boolean readOnly) throws BlockException {
        Node node = make(name, kind, readOnly);
        change(transaction -> transaction.add(node));
        return node;
    }

    Node filter(String name, Node on) throws BlockException {
        Node node = outside(name, on);
        change(transaction -> transaction.add(node));
        return node;
    }

    /** A filter that is in no graph yet. */
    Node outside(String name, Node on) {
        Node node = make(name, DriverKind.FILTER, false);
        node.attach(new Edge(node, "file", EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY), on));
        return node;
    }

    private static Node make(String name, DriverKind kind, boolean readOnly) {
        return new Node(
                new Node.Birth(name, "none", kind, Map.of("driver", "none"), readOnly, false),
                new NodePipe(name, new BounceMemory(), new WriteThreshold((at, beyond) -> { })),
                new NodeFiles(name, new FileStore(), () -> { }),
                null);
    }

    Device device(String name, Node on) throws BlockException {
        return device(name, on, on.readOnly());
    }

    Device device(String name, Node on, boolean readOnly) throws BlockException {
        Device device = new Device(
                new DeviceBirth(name, false, Duration.ZERO),
                on,
                new DeviceSurroundings(lock, new BlockingPool(threads), each -> { }, (each, length) -> {
                    throw new BlockException(BlockError.NOT_SUPPORTED, "nothing to resize");
                }, event -> { }));
        change(transaction -> transaction.add(device));
        decide(() -> {
            device.becomeReadOnly(readOnly);
            device.tellReadOnly();
        });
        return device;
    }

    void change(Transaction.Body body) throws BlockException {
        lane.run(new Change<>("test", List::of, scope -> {
            Transaction.run(scope, graph, body);
            return null;
        }));
    }

    void decide(Runnable what) {
        graph.decideRun(what::run);
    }

    List<String> parents(Node node) {
        return graph.decide(() -> node.parents().stream().map(edge -> edge.parent().name()).toList());
    }

    /** Everything that an abort has to put back, as text. */
    String picture() {
        return graph.decide(() -> {
            List<String> lines = new ArrayList<>();
            for (Node node : graph.nodes()) {
                lines.add(node.name() + " " + node.readOnly() + " " + node.options() + " under "
                        + node.parents().stream().map(edge -> edge.parent().name()).toList()
                        + node.devices().stream().map(Device::name).toList());
                node.children().forEach(edge -> lines.add(
                        "  " + edge.name() + " -> " + edge.nodeName() + " " + edge.access()));
            }
            for (Device device : graph.devices()) {
                lines.add(device.name() + " -> " + device.root().name() + " " + device.access());
            }
            return String.join("\n", lines);
        });
    }

    @Override
    public void close() {
        control.shutdownNow();
        threads.shutdownNow();
    }
}
