// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.change.Change;
import org.blockgraph.core.driver.DriverEntry;
import org.blockgraph.core.graph.Node;

/** Moves every node of one driver to another version that is here beside it; all of them or none. */
public final class DriverSwap {

    /** How many nodes moved, and the longest pause of a device, in nanoseconds. */
    public record Moved(int nodes, long longestPauseNanos) {}

    private final Core core;

    DriverSwap(Core core) {
        this.core = core;
    }

    /**
     * Moves node by node. On a failure the nodes that had moved go back.
     *
     * @param progress hears one line for every node
     */
    public Moved moveAll(DriverEntry from, DriverEntry to, Consumer<String> progress) throws BlockException {
        from.retire(true);
        List<Node> moved = new ArrayList<>();
        long longest = 0;
        boolean done = false;
        try {
            for (Node node : served(from)) {
                long pause = move(node, from, to);
                if (pause >= 0) {
                    moved.add(node);
                    longest = Math.max(longest, pause);
                    progress.accept(node.name() + ": " + from + " -> " + to + ", paused "
                            + pause / 1000 + " us");
                }
            }
            if (!to.isActive()) {
                throw new BlockException(
                        BlockError.NO_DRIVER, to + " has left meanwhile; block:drivers lists what is here");
            }
            done = true;
            return new Moved(moved.size(), longest);
        } finally {
            if (!done) {
                from.retire(false);
                back(moved, from, to, progress);
            }
        }
    }

    /** The reason is kept as text: an exception out of the refused driver would keep its class loader. */
    private long move(Node node, DriverEntry from, DriverEntry to) throws BlockException {
        try {
            return core.lane().run(new NodeReplacement(core, node, from, to).change());
        } catch (BlockException e) {
            throw new BlockException(
                    e.error(),
                    node.name(),
                    node.name() + " could not move from " + from + " to " + to + ": " + e.getMessage());
        }
    }

    private List<Node> served(DriverEntry entry) {
        return core.graph().decide(() -> core.graph().nodes().stream()
                .filter(node -> node.servedBy() != null && node.servedBy().driver() == entry)
                .toList());
    }

    private void back(List<Node> moved, DriverEntry from, DriverEntry to, Consumer<String> progress) {
        for (Node node : moved) {
            Change<Long> back = core.lane().submit(new NodeReplacement(core, node, to, from).change());
            try {
                back.done().get();
                progress.accept(node.name() + ": back to " + from);
            } catch (ExecutionException e) {
                progress.accept(node.name() + ": stays with " + to + ": " + e.getCause().getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Refuses a swap between drivers of different formats. */
    public static void requireSameFormat(DriverEntry from, DriverEntry to) throws BlockException {
        if (!from.format().equals(to.format())) {
            throw new BlockException(
                    BlockError.INVALID,
                    "the new bundle's driver is '" + to.format() + "', not '" + from.format() + "'");
        }
    }
}
