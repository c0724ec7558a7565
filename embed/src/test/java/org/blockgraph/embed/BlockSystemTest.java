// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.drivers.file.FileDriver;
import org.blockgraph.drivers.raw.RawDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class BlockSystemTest {

    private static final int PIECE = 4096;

    @TempDir
    private Path folder;

    @Test
    void opensReadsAndWritesARealImage() throws Exception {
        Ext4Image image = Ext4Image.make(folder);
        byte[] before = Files.readAllBytes(image.path());
        byte[] tail = "written through the graph".getBytes(StandardCharsets.UTF_8);
        try (BlockSystem system = BlockSystem.start()) {
            BlockDevice device = system.graph().open("d0", Map.of("filename", image.path().toString()));
            assertEquals(Ext4Image.SIZE, device.length());
            ByteBuffer all = ByteBuffer.allocate(before.length);
            device.read(0, all);
            assertArrayEquals(before, all.array());
            device.write(Ext4Image.END + 123, ByteBuffer.wrap(tail));
            device.flush();
            system.graph().close("d0");
            assertTrue(system.graph().devices().isEmpty());
        }
        System.arraycopy(tail, 0, before, (int) Ext4Image.END + 123, tail.length);
        assertArrayEquals(before, Files.readAllBytes(image.path()));
        image.requireClean();
    }

    @Test
    void createsAnImage() throws Exception {
        Path made = folder.resolve("new.img");
        try (BlockSystem system = BlockSystem.start()) {
            system.graph().create("raw", made.toString(), 1 << 20, Map.of());
            system.graph().open("d0", Map.of("driver", "raw", "filename", made.toString()));
        }
        assertEquals(1 << 20, Files.size(made));
    }

    @Test
    void aRefusedCreationLeavesTheOldFileAlone() throws Exception {
        byte[] precious = "the only copy".getBytes(StandardCharsets.UTF_8);
        Path image = Files.write(folder.resolve("old.img"), precious);
        try (BlockSystem system = BlockSystem.start()) {
            BlockException refused = assertThrows(
                    BlockException.class,
                    () -> system.graph().create("raw", image.toString(), 1 << 20, Map.of("unknown", "1")));
            assertTrue(refused.getMessage().contains("unknown"), refused::getMessage);
            assertTrue(refused.getMessage().contains(image.toString()), refused::getMessage);
        }
        assertArrayEquals(precious, Files.readAllBytes(image));
    }

    @Test
    void closeWritesEverythingAndLeavesNoThread() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[1 << 20]);
        BlockSystem system = BlockSystem.start();
        BlockDevice device = system.graph().open("d0", raw(image));
        device.write(5, ByteBuffer.wrap(new byte[] {42}));
        assertTrue(!coreThreads().isEmpty(), "an open system has threads of its own");
        system.close();
        system.close();
        await("the threads of the core to end: " + coreThreads(), () -> coreThreads().isEmpty());
        assertEquals(42, Files.readAllBytes(image)[5]);
        assertEquals(BlockError.SHUTDOWN, failure(() -> {
            system.graph().open("d1", raw(image));
            return null;
        }));
        assertEquals(BlockError.SHUTDOWN, failure(() -> system.register(new RawDriver())));
    }

    @Test
    void driversGoAndComeWhileRequestsRun() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[1 << 20]);
        AtomicBoolean stop = new AtomicBoolean();
        try (BlockSystem system = BlockSystem.start(BlockOptions.usual().withDriversFrom(null));
                ExecutorService clients = Executors.newFixedThreadPool(4)) {
            DriverRegistration file = system.register(new FileDriver(), "1.0");
            DriverRegistration raw = system.register(new RawDriver(), "1.0");
            BlockDevice device = system.graph().open("d0", raw(image));
            AtomicInteger done = new AtomicInteger();
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int client = i;
                running.add(clients.submit(() -> load(device, client, stop, done)));
            }
            for (int round = 1; round <= 5; round++) {
                raw = swap(system, raw, new RawDriver(), "1." + round, "d0");
                file = swap(system, file, new FileDriver(), "1." + round, "d0.file");
                int seen = done.get();
                await("requests after round " + round, () -> done.get() > seen + 100);
            }
            assertEquals("1.5", raw.version());
            stop.set(true);
            for (Future<Void> each : running) {
                each.get(30, TimeUnit.SECONDS);
            }
        } finally {
            stop.set(true);
        }
    }

    /** Takes the only driver of a node away, sees the node parked, and brings the driver back. */
    private static DriverRegistration swap(
            BlockSystem system, DriverRegistration old, BlockDriver driver, String version, String node)
            throws BlockException {
        old.close();
        assertEquals(NodeInfo.State.PARKED, system.graph().node(node).state());
        DriverRegistration registration = system.register(driver, version);
        await(node + " to be open", () -> system.graph().node(node).state() == NodeInfo.State.OPEN);
        return registration;
    }

    /** Writes and verifies pieces of its own until it is told to stop; any failed request fails the test. */
    private static Void load(BlockDevice device, int client, AtomicBoolean stop, AtomicInteger done)
            throws BlockException {
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        for (int round = 0; !stop.get(); round++) {
            long offset = (long) PIECE * (client * 32 + round % 32);
            byte[] piece = new byte[PIECE];
            Arrays.fill(piece, (byte) (round + client));
            device.write(offset, ByteBuffer.wrap(piece));
            device.read(offset, buffer.clear());
            assertArrayEquals(piece, buffer.array());
            done.incrementAndGet();
        }
        return null;
    }

    @Test
    void aNewerDriverTakesOverWithoutAPark() throws Exception {
        Path image = Files.write(folder.resolve("disk.img"), new byte[1 << 20]);
        try (BlockSystem system = BlockSystem.start(BlockOptions.usual().withDriversFrom(null))) {
            system.register(new FileDriver(), "1.0");
            DriverRegistration old = system.register(new RawDriver(), "1.0");
            BlockDevice device = system.graph().open("d0", raw(image));
            system.register(new RawDriver(), "2.0");
            old.close();
            assertEquals(NodeInfo.State.OPEN, system.graph().node("d0").state());
            device.read(0, ByteBuffer.allocate(PIECE));
        }
    }

    @Test
    void refusesWhatDoesNotSayWhatItIs() throws Exception {
        try (BlockSystem system = BlockSystem.start()) {
            BlockDriver nameless = context -> {
                throw new BlockException(BlockError.NOT_SUPPORTED, "never opened");
            };
            assertEquals(BlockError.INVALID, failure(() -> system.register(nameless)));
            assertEquals(BlockError.INVALID, failure(() -> system.register(new RawDriver(), "new")));
        }
        assertThrows(
                IllegalArgumentException.class, () -> BlockOptions.usual().withPark(Duration.ZERO));
    }

    @Test
    void advisesWhatIsMissing() throws Exception {
        try (BlockSystem system = BlockSystem.start(BlockOptions.usual().withDriversFrom(null))) {
            DriverRegistration file = system.register(new FileDriver(), "1.0");
            DriverRegistration raw = system.register(new RawDriver(), "1.0");
            Path image = Files.write(folder.resolve("disk.img"), new byte[1 << 20]);
            system.graph().open("d0", raw(image));
            raw.close();
            String remedy = system.graph().why("d0").remedy();
            assertTrue(remedy.contains("register a driver 'raw'"), remedy);
            assertEquals("file", file.format());
        }
    }

    private static Map<String, String> raw(Path image) {
        return Map.of("driver", "raw", "filename", image.toString());
    }

    private static BlockError failure(Callable<?> call) {
        return assertThrows(BlockException.class, call::call).error();
    }

    private static List<String> coreThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("blockgraph-"))
                .toList();
    }

    private static void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try {
            while (!condition.call()) {
                assertTrue(System.nanoTime() < deadline, "waited in vain: " + what);
                LockSupport.parkNanos(200_000);
            }
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }
}
