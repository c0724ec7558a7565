// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;

/**
 * This project in this process: a qcow2 node on a file node. A depth of n is n platform threads, each with
 * one request in flight; each has a token and a native buffer of its own, as an export has.
 */
final class Blockgraph implements Subject {

    @Override
    public String name() {
        return "blockgraph";
    }

    @Override
    public double run(Job job, Path image) throws Exception {
        try (BlockSystem system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
                ExecutorService clients = Executors.newFixedThreadPool(job.depth())) {
            String access = job.kind().writes() ? "off" : "on";
            BlockDevice device = system.graph().open(
                    "d0", Map.of("driver", "qcow2", "filename", image.toString(), "read-only", access));
            CountDownLatch start = new CountDownLatch(1);
            AtomicLong next = new AtomicLong();
            List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < job.depth(); i++) {
                BlockRequest token = device.newRequest("client " + i);
                ends.add(clients.submit(() -> {
                    start.await();
                    requests(job, device, token, next);
                    return null;
                }));
            }
            long began = System.nanoTime();
            start.countDown();
            for (Future<Void> end : ends) {
                end.get();
            }
            return (System.nanoTime() - began) / 1e9;
        }
    }

    private static void requests(Job job, BlockDevice device, BlockRequest token, AtomicLong next)
            throws BlockException {
        long length = device.length();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment buffer = arena.allocate(Job.SIZE, Job.SIZE).fill(Job.PATTERN);
            for (long i = next.getAndIncrement(); i < job.count(); i = next.getAndIncrement()) {
                long offset = job.offset(i, length);
                if (job.kind().writes()) {
                    device.write(token, offset, buffer, 0);
                } else {
                    buffer.set(ValueLayout.JAVA_BYTE, Job.SIZE - 1, (byte) 0);
                    device.read(token, offset, buffer, 0);
                    if (buffer.get(ValueLayout.JAVA_BYTE, Job.SIZE - 1) != Job.PATTERN) {
                        throw new IllegalStateException("wrong data at " + offset);
                    }
                }
            }
        }
    }
}
