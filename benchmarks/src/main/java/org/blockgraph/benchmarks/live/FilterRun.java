// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;

/** A throttle without limits comes into the path of verified writes and goes, again and again. */
final class FilterRun {

    private static final int BLOCKS = 1024;
    private static final long BLOCK = 4096;

    /**
     * What came of it.
     *
     * @param writers how many threads wrote
     * @param pace cycles a second that were asked for; 0 for as many as there can be
     * @param alone writes a second, undisturbed
     * @param disturbed writes a second meanwhile
     * @param cycles how long an insertion and a removal took together
     * @param pauses how long the gates were closed by each change
     */
    record Result(
            int writers, double pace, double alone, double disturbed, Times cycles, List<Long> pauses) {}

    private final Path image;
    private final int seconds;

    FilterRun(Path image, int seconds) {
        this.image = image;
        this.seconds = seconds;
    }

    /**
     * Measures; a failed or wrong request is an exception.
     *
     * @param threads how many write
     * @param pace cycles a second, where that many can be made; 0 for as many as there can be
     */
    Result measure(int threads, double pace) throws Exception {
        try (BlockSystem system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }))) {
            BlockDevice device = system.graph()
                    .open(Side.DISK, Map.of("driver", "qcow2", "filename", image.toString()));
            List<Writer> writers = new ArrayList<>();
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Writer writer = new Writer(device, i * BLOCKS * BLOCK, BLOCKS, i);
                writers.add(writer);
                running.add(Thread.ofPlatform().name("writer-" + i).start(writer));
            }
            cycle(system.graph().editor(), new Times(), 0);
            double alone = rate(writers, () -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds)));
            Times cycles = new Times();
            double disturbed = rate(writers, () -> cycle(system.graph().editor(), cycles, pace));
            writers.forEach(Writer::stop);
            for (Thread thread : running) {
                thread.join();
            }
            for (Writer writer : writers) {
                if (writer.failure() != null) {
                    throw new IllegalStateException(writer.failure());
                }
            }
            List<Long> pauses = system.graph().history().stream().map(HistoryEntry::pauseNanos).toList();
            system.graph().close(Side.DISK);
            return new Result(threads, pace, alone, disturbed, cycles, pauses);
        }
    }

    /** Something that may throw. */
    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private static double rate(List<Writer> writers, Action action) throws Exception {
        long before = writers.stream().mapToLong(Writer::writes).sum();
        long start = System.nanoTime();
        action.run();
        long writes = writers.stream().mapToLong(Writer::writes).sum() - before;
        return writes * 1e9 / (System.nanoTime() - start);
    }

    private void cycle(GraphEditor editor, Times cycles, double pace) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Cadence cadence = new Cadence(pace);
        cycles.begin();
        while (System.nanoTime() - end < 0) {
            long start = System.nanoTime();
            editor.insert(Side.DISK, null, Map.of("driver", "throttle", "node-name", "filter"));
            editor.remove("filter");
            cycles.add(start);
            cadence.await();
        }
    }
}
