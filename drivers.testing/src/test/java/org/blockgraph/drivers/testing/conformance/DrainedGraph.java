// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.conformance;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;

/** A graph whose requests can be stopped where a test wants them, and what drains it. */
final class DrainedGraph implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    final BlockSystem system;
    final BlockGraph graph;

    DrainedGraph() throws BlockException {
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
        graph = system.graph();
    }

    /** Opens a device on blkdebug over a null disk; the filter has the device's name. */
    void open(String name, String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of(
                "driver", "blkdebug", "image.driver", "null-co", "image.read-zeroes", "on",
                "image.size", "1M"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        graph.open(name, all);
    }

    /** Drains one node, or everything. */
    DrainHandle drain(boolean all, String node) throws BlockException {
        return all ? graph.drainAll() : graph.drain(node);
    }

    /** A request on a thread of its own. */
    FutureTask<Void> write(String device, boolean virtual) {
        FutureTask<Void> write = new FutureTask<>(() -> {
            graph.device(device).write(0, ByteBuffer.allocate(512));
            return null;
        });
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(write);
        return write;
    }

    /** A request that is stopped inside the filter, until it is resumed or drained. */
    FutureTask<Void> stoppedWrite(String device, String node, boolean virtual) throws BlockException {
        graph.command(node, List.of("break", "write", "A"));
        FutureTask<Void> write = write(device, virtual);
        graph.command(node, List.of("wait_break", "A"));
        return write;
    }

    static void done(FutureTask<Void> task) throws Exception {
        task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until so many requests wait at the gate of a device. */
    void awaitWaiting(String device, int count) {
        await(() -> info(device).waiting() == count, count + " requests of " + device + " to wait");
    }

    void awaitInFlight(String device, int count) {
        await(() -> info(device).inFlight() == count, count + " requests of " + device + " to be inside");
    }

    /** Waits until no drain holds a node: the end of one takes a moment. */
    void awaitUndrained(String node) {
        await(
                () -> graph.snapshot().nodes().stream()
                        .noneMatch(each -> each.name().equals(node) && each.drained()),
                "the drain of " + node + " to end");
    }

    DeviceInfo info(String device) {
        return graph.snapshot().devices().stream()
                .filter(each -> each.name().equals(device))
                .findFirst()
                .orElseThrow();
    }

    static void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        system.close();
    }
}
