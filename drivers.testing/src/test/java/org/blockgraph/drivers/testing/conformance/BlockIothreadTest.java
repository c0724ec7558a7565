// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What QEMU's test-block-iothread shows, by the names of its cases: every operation works in whatever thread
 * it is called. Nodes have no threads of their own here, so a thread that serves a node is one that calls.
 */
@Timeout(60)
final class BlockIothreadTest {

    private static final int SIZE = 1 << 20;
    private static final int LENGTH = 4096;
    private static final long PATIENCE_SECONDS = 20;

    @TempDir
    private Path folder;

    private DrainedGraph drained;
    private BlockGraph graph;

    /** Which thread calls. */
    private enum Caller {
        PLATFORM,
        VIRTUAL;

        <T> T call(Callable<T> work) throws Exception {
            return start(work).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        <T> FutureTask<T> start(Callable<T> work) {
            FutureTask<T> task = new FutureTask<>(work);
            (this == VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
            return task;
        }
    }

    @BeforeEach
    void start() throws Exception {
        drained = new DrainedGraph();
        graph = drained.graph;
    }

    @AfterEach
    void stop() {
        drained.close();
    }

    private BlockDevice qcow2(String name) throws Exception {
        String file = folder.resolve(name).toString();
        graph.create("qcow2", file, SIZE, Map.of());
        return graph.open(name, Map.of("driver", "qcow2", "filename", file, "share-rw", "on"));
    }

    /** The cases sync-op/…; the token was made by another thread than the one that uses it. */
    @ParameterizedTest
    @EnumSource(Caller.class)
    void syncOp(Caller caller) throws Exception {
        BlockDevice device = qcow2("d0");
        try (Arena arena = Arena.ofShared(); BlockRequest token = device.newRequest("test")) {
            MemorySegment data = arena.allocate(LENGTH, 64).fill((byte) 7);
            MemorySegment read = arena.allocate(LENGTH, 64);
            caller.call(() -> device.write(token, LENGTH, data, IoFlags.NONE));
            caller.call(() -> device.read(token, LENGTH, read, IoFlags.NONE));
            assertEquals(-1, data.mismatch(read));
            caller.call(() -> device.flush(token, IoFlags.NONE));
            BlockStatus status = new BlockStatus();
            caller.call(() -> device.blockStatus(token, 0, SIZE, status, IoFlags.NONE));
            assertTrue(status.is(BlockStatus.DATA));
            caller.call(() -> device.writeZeroes(token, LENGTH, LENGTH, IoFlags.NONE));
            caller.call(() -> device.read(token, LENGTH, read, IoFlags.NONE));
            assertEquals(0, read.get(ValueLayout.JAVA_BYTE, 0));
            caller.call(() -> device.discard(token, 0, SIZE, IoFlags.NONE));
        }
        caller.call(() -> {
            device.truncate(2 * SIZE);
            return null;
        });
        assertEquals(2 * SIZE, device.length());
        assertEquals(0, caller.call(() -> graph.check("d0")).corruptions());
    }

    /** Case attach/second_node: a filter comes above a node that another thread uses, and is used there. */
    @ParameterizedTest
    @EnumSource(Caller.class)
    void attachSecondNode(Caller caller) throws Exception {
        BlockDevice device = qcow2("d0");
        try (Worker worker = new Worker(caller, device)) {
            worker.awaitProgress();
            BlockDevice second =
                    graph.open("d1", Map.of("driver", "throttle", "file", "d0", "share-rw", "on"));
            try (Worker other = new Worker(caller, second)) {
                other.awaitProgress();
                worker.awaitProgress();
            }
            graph.close("d1");
            worker.awaitProgress();
        }
    }

    /** Cases propagate/basic, diamond and mirror: a node is used by ways of several threads at once. */
    @Test
    void propagateDiamond() throws Exception {
        qcow2("base");
        graph.editor().add("left", Map.of("driver", "throttle", "file", "base"));
        graph.editor().add("right", Map.of("driver", "blkdebug", "image", "base"));
        List<Worker> workers = new ArrayList<>();
        try {
            for (Caller caller : Caller.values()) {
                for (String below : List.of("left", "right", "base")) {
                    String name = below + "-" + caller.ordinal();
                    BlockDevice device = graph.open(
                            name, Map.of("driver", "throttle", "file", below, "share-rw", "on"));
                    workers.add(new Worker(caller, device));
                }
            }
            for (Worker worker : workers) {
                worker.awaitProgress();
            }
            graph.drain("base").close();
            for (Worker worker : workers) {
                worker.awaitProgress();
            }
        } finally {
            for (Worker worker : workers) {
                worker.close();
            }
        }
    }

    /** Writes and reads in a thread of its own until it is closed. */
    private static final class Worker implements AutoCloseable {
        private final FutureTask<Void> task;
        private volatile boolean over;
        private volatile long done;

        Worker(Caller caller, BlockDevice device) {
            task = caller.start(() -> {
                try (Arena arena = Arena.ofShared(); BlockRequest token = device.newRequest("worker")) {
                    MemorySegment data = arena.allocate(LENGTH, 64);
                    while (!over) {
                        device.write(token, 0, data, IoFlags.NONE);
                        device.read(token, 0, data, IoFlags.NONE);
                        done = done + 1;
                    }
                }
                return null;
            });
        }

        void awaitProgress() {
            long before = done;
            DrainedGraph.await(() -> done > before + 1 || task.isDone(), "a request to be done");
            assertTrue(!task.isDone(), () -> "a request failed: " + task.exceptionNow());
        }

        @Override
        public void close() {
            over = true;
            DrainedGraph.await(task::isDone, "a worker to end");
            assertEquals(FutureTask.State.SUCCESS, task.state());
        }
    }
}
