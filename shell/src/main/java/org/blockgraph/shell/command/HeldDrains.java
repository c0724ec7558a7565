// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.result.HeldDrain;

/**
 * The drains that block:drain has begun and block:undrain has not ended, by their nodes. A drain whose node
 * is closed, or whose graph stops, is over. Any thread; a node is drained without the monitor, which guards
 * all fields.
 */
final class HeldDrains {

    /** The most drains that are held at once, each of the nested ones counted; a further one is refused. */
    static final int MAX_HELD = 64;

    private final List<Held> all = new ArrayList<>();
    private int beginning;
    private boolean stopped;

    private record Held(BlockGraph graph, String node, DrainHandle handle) {}

    /**
     * Drains a node, or the root node of a device.
     *
     * @throws BlockException NOT_FOUND, BUSY when too many are held, or why it can't be drained
     */
    HeldDrain begin(BlockGraph graph, String name) throws BlockException {
        String node = graph.node(name).name();
        reserve(graph);
        try {
            return keep(new Held(graph, node, graph.drain(node)));
        } finally {
            unreserve();
        }
    }

    private synchronized void reserve(BlockGraph graph) throws BlockException {
        dropWhatIsOver(graph);
        if (all.size() + beginning >= MAX_HELD) {
            throw new BlockException(
                    BlockError.BUSY,
                    "the shell holds " + MAX_HELD + " drains; end one with block:undrain, block:graph lists"
                            + " them");
        }
        beginning++;
    }

    private synchronized void unreserve() {
        beginning--;
    }

    private synchronized HeldDrain keep(Held begun) throws BlockException {
        if (stopped) {
            begun.handle.close();
            throw new BlockException(BlockError.SHUTDOWN, "the shell is stopping, and no drain outlasts it");
        }
        all.add(begun);
        return new HeldDrain(begun.node, count(begun.node));
    }

    /**
     * Ends the latest drain of a node.
     *
     * @throws BlockException NOT_FOUND for a node that there is not or that no drain is held of
     */
    HeldDrain end(BlockGraph graph, String name) throws BlockException {
        HeldDrain ended = endLatest(graph, name);
        if (ended == null) {
            ended = endLatest(graph, graph.node(name).name());
        }
        if (ended == null) {
            String held = of(graph).stream().map(HeldDrain::node).collect(Collectors.joining(", "));
            throw new BlockException(
                    BlockError.NOT_FOUND,
                    name,
                    name + ": block:drain holds no drain of it; what it holds: "
                            + (held.isEmpty() ? "nothing" : held));
        }
        return ended;
    }

    private synchronized HeldDrain endLatest(BlockGraph graph, String node) {
        for (Held each : all.reversed()) {
            if (each.graph == graph && each.node.equals(node)) {
                all.remove(each);
                each.handle.close();
                return new HeldDrain(node, count(node));
            }
        }
        return null;
    }

    private int count(String node) {
        return (int) all.stream().filter(each -> each.node.equals(node)).count();
    }

    /** Returns what is held, in order of the nodes' names. */
    synchronized List<HeldDrain> of(BlockGraph graph) {
        dropWhatIsOver(graph);
        Map<String, Integer> counts = new TreeMap<>();
        all.forEach(each -> counts.merge(each.node, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(each -> new HeldDrain(each.getKey(), each.getValue()))
                .toList();
    }

    /** A node of the same name that is not drained is another one. */
    private void dropWhatIsOver(BlockGraph graph) {
        if (all.isEmpty()) {
            return;
        }
        Set<String> drained = graph.snapshot().nodes().stream()
                .filter(NodeInfo::drained)
                .map(NodeInfo::name)
                .collect(Collectors.toSet());
        close(all.stream().filter(each -> each.graph != graph || !drained.contains(each.node)).toList());
    }

    private void close(Collection<Held> over) {
        all.removeAll(over);
        over.forEach(each -> each.handle.close());
    }

    /** Lets go of a graph that stops. */
    synchronized void forget(BlockGraph graph) {
        close(all.stream().filter(each -> each.graph == graph).toList());
    }

    /** Ends all of them and takes no more. */
    synchronized void stop() {
        stopped = true;
        close(List.copyOf(all));
    }
}
