// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.api.IoFlags;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Clients that are interrupted while drivers change. */
@OneFramework
@InAppliance(fresh = true)
class InterruptsIT {

    private static final String FILE = "org.blockgraph.drivers.file";
    private static final String RAW = "org.blockgraph.drivers.raw";
    private static final int ROUNDS = 12;
    private static final int VICTIMS = 3;

    @Test
    void nobodyElseNotices(
            BundleContext context, BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        DriverBundles jars = new DriverBundles(folder);
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 2, Map.of());
                Victims victims = new Victims(graph.device("d0"))) {
            for (int i = 0; i < ROUNDS; i++) {
                devices.awaitProgress();
                Path jar = ApplianceFiles.driver(i % 2 == 0 ? FILE : RAW);
                if (i % 3 == 0) {
                    Bundle bundle = Bundles.only(context, i % 2 == 0 ? FILE : RAW);
                    bundle.stop();
                    bundle.start();
                } else {
                    replacer.replace(jars.newVersion(jar).toUri().toString(), line -> { });
                }
                devices.awaitAllOpen();
            }
            devices.awaitProgress();
            System.out.println("interrupts that ended a request: " + victims.cancelled());
            assertTrue(victims.cancelled() > 0, "no request was ended by an interrupt");
        }
    }

    /** Threads whose reads are interrupted at random. */
    private static final class Victims implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private final Thread interrupter;
        private final AtomicLong cancelled = new AtomicLong();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private volatile boolean stopping;

        Victims(BlockDevice device) {
            for (int i = 0; i < VICTIMS; i++) {
                threads.add(Thread.ofPlatform().daemon().name("victim-" + i).start(() -> run(device)));
            }
            interrupter = Thread.ofPlatform().daemon().name("interrupter").start(this::interrupt);
        }

        private void run(BlockDevice device) {
            try (Arena arena = Arena.ofShared();
                    BlockRequest request = device.newRequest(Thread.currentThread().getName())) {
                MemorySegment buffer = arena.allocate(4096);
                while (!stopping) {
                    read(device, request, buffer);
                }
            } catch (Exception | AssertionError e) {
                failures.add(e.toString());
            }
        }

        private void read(BlockDevice device, BlockRequest request, MemorySegment buffer)
                throws BlockException {
            try {
                device.read(request, 0, buffer, IoFlags.NONE);
                device.flush(request, IoFlags.NONE);
                Thread.interrupted();
            } catch (BlockException e) {
                if (e.error() != BlockError.CANCELLED) {
                    throw e;
                }
                cancelled.incrementAndGet();
                Thread.interrupted();
            }
        }

        private void interrupt() {
            Random random = new Random(7);
            while (!stopping) {
                threads.get(random.nextInt(VICTIMS)).interrupt();
                LockSupport.parkNanos(200_000);
            }
        }

        long cancelled() {
            return cancelled.get();
        }

        @Override
        public void close() {
            stopping = true;
            Threads.join(interrupter);
            threads.forEach(Threads::join);
            assertTrue(failures.isEmpty(), failures::toString);
        }
    }
}
