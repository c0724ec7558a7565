// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.DriverReplacer;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.Await;
import org.blockgraph.itests.harness.Bundles;
import org.blockgraph.itests.harness.DriverBundles;
import org.blockgraph.itests.harness.InAppliance;
import org.blockgraph.itests.harness.OneFramework;
import org.blockgraph.itests.harness.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Others try to get at the image while drivers change: its lock is held at every moment. */
@OneFramework
@InAppliance(fresh = true)
class LockedImageIT {

    private static final String FILE = "org.blockgraph.drivers.file";
    private static final String RAW = "org.blockgraph.drivers.raw";
    private static final int ROUNDS = 12;

    @Test
    void noOtherProcessCanWriteAtAnyMoment(
            BundleContext context, BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        Peers.require("qemu-io");
        DriverBundles jars = new DriverBundles(folder);
        try (LoadedDevices devices = new LoadedDevices(graph, folder, 1, Map.of());
                Burglar burglar = new Burglar(folder.resolve("d0.img"))) {
            for (int i = 0; i < ROUNDS || burglar.tries() < ROUNDS; i++) {
                devices.awaitProgress();
                replacer.replace(
                        jars.newVersion(ApplianceFiles.driver(FILE)).toUri().toString(), line -> {});
                Bundle bundle = Bundles.only(context, FILE);
                bundle.stop();
                burglar.awaitTry();
                bundle.start();
                devices.awaitAllOpen();
            }
            System.out.println("another process tried " + burglar.tries() + " times to open the image");
        }
    }

    /** The same without the time between two tries of a program, so that no short gap is missed. */
    @Test
    void theLockIsNotFreeForAnInstant(
            BundleContext context, BlockGraph graph, DriverReplacer replacer, @TempDir Path folder)
            throws Exception {
        DriverBundles jars = new DriverBundles(folder);
        Path image = folder.resolve("d0.img");
        try (Picklock picklock = new Picklock(image)) {
            try (LoadedDevices devices = new LoadedDevices(graph, folder, 1, Map.of())) {
                picklock.begin();
                for (int i = 0; i < ROUNDS; i++) {
                    devices.awaitProgress();
                    String driver = i % 2 == 0 ? FILE : RAW;
                    replacer.replace(
                            jars.newVersion(ApplianceFiles.driver(driver)).toUri().toString(), line -> {});
                    Bundle bundle = Bundles.only(context, driver);
                    bundle.stop();
                    bundle.start();
                    devices.awaitAllOpen();
                }
                picklock.requireNeverFree();
            }
            picklock.awaitFree();
        }
    }

    /** Tries to lock what the holder of an image locks, as fast as it can. */
    private static final class Picklock implements AutoCloseable {
        /** The bytes that QEMU locks: 100 and up for what one does, 200 and up for what one forbids. */
        private static final long FIRST = 100;
        private static final long SIZE = 104;

        private final Path image;
        private final AtomicLong tries = new AtomicLong();
        private final AtomicLong free = new AtomicLong();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private Thread thread;
        private volatile boolean stopping;

        Picklock(Path image) {
            this.image = image;
        }

        void begin() {
            thread = Thread.ofPlatform().daemon().name("picklock").start(this::run);
        }

        private void run() {
            try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
                while (!stopping) {
                    FileLock lock = channel.tryLock(FIRST, SIZE, false);
                    tries.incrementAndGet();
                    if (lock != null) {
                        free.incrementAndGet();
                        lock.release();
                    }
                }
            } catch (Exception e) {
                failures.add(e.toString());
            }
        }

        void requireNeverFree() {
            System.out.println("the lock was tried " + tries.get() + " times");
            assertTrue(failures.isEmpty(), failures::toString);
            assertTrue(tries.get() > 1000, () -> "only " + tries.get() + " tries");
            assertEquals(0, free.get(), "times that the image was not locked");
        }

        /** The trick works where nobody holds the image. */
        void awaitFree() throws Exception {
            Await.until("the lock to be free at last", () -> free.get() > 0, failures::toString);
        }

        @Override
        public void close() {
            stopping = true;
            if (thread != null) {
                Threads.join(thread);
            }
        }
    }

    /** Tries to open an image for writing with qemu-io, all the time. */
    private static final class Burglar implements AutoCloseable {
        private final Path image;
        private final Thread thread;
        private final AtomicLong tries = new AtomicLong();
        private final Queue<String> successes = new ConcurrentLinkedQueue<>();
        private volatile boolean stopping;

        Burglar(Path image) {
            this.image = image;
            this.thread = Thread.ofPlatform().daemon().name("burglar").start(this::run);
        }

        private void run() {
            try {
                while (!stopping) {
                    Process process = new ProcessBuilder(
                                    "qemu-io", "-f", "raw", "-c", "read 0 512", image.toString())
                            .redirectErrorStream(true)
                            .start();
                    String output = new String(process.getInputStream().readAllBytes());
                    int code = process.waitFor();
                    if (code == 0 || !output.contains("lock")) {
                        successes.add("exit code " + code + ": " + output);
                    }
                    tries.incrementAndGet();
                }
            } catch (Exception e) {
                successes.add(e.toString());
            }
        }

        long tries() {
            return tries.get();
        }

        /** Waits for a try that begins and ends from now on. */
        void awaitTry() throws Exception {
            long wanted = tries.get() + 2;
            Await.until(
                    "qemu-io to try", () -> tries.get() >= wanted || !successes.isEmpty());
        }

        @Override
        public void close() {
            stopping = true;
            Threads.join(thread);
            assertTrue(successes.isEmpty(), successes::toString);
        }
    }
}
