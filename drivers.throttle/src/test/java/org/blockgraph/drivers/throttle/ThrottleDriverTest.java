// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.DrainHandle;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.info.DeviceInfo;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The filter in a graph on a plain class path, by the real clock. */
@Timeout(120)
final class ThrottleDriverTest {

    private static final int PIECE = 64 << 10;

    @TempDir
    private Path folder;

    private final byte[] content = new byte[16 * PIECE];
    private BlockSystem system;
    private Path image;

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(content);
        image = Files.write(folder.resolve("disk.img"), content);
        system = BlockSystem.start(BlockOptions.usual().withLog(line -> { }));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private BlockDevice open(String name, String... options) throws BlockException {
        Map<String, String> all = new HashMap<>(Map.of("driver", "throttle"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        all.putIfAbsent("file.driver", "file");
        all.putIfAbsent("file.filename", image.toString());
        return system.graph().open(name, all);
    }

    @Test
    void keepsToTheAverageOfBytes() throws Exception {
        BlockDevice device = open("d0", "bps-total", "512k");
        long start = System.nanoTime();
        for (int piece = 0; piece < 4; piece++) {
            device.read((long) piece * PIECE, ByteBuffer.allocate(PIECE));
        }
        long took = System.nanoTime() - start;
        // Three pieces are above the slack of a tenth of a second, less what the slack holds.
        long least = (long) ((3 * PIECE - (512 << 10) / 10.0) / (512 << 10) * 1e9);
        assertTrue(took >= least, "256 KiB at 512 KiB/s took " + took + " ns, not " + least);
    }

    @Test
    void letsABurstThrough() throws Exception {
        BlockDevice device = open("d0", "iops-total", "1", "iops-total-max", "200");
        try (BlockRequest request = device.newRequest("test")) {
            MemorySegment target = MemorySegment.ofArray(new byte[512]);
            int burst = 0;
            while (device.read(request, 0, target, IoFlags.NOWAIT) == IoResult.DONE) {
                burst++;
            }
            // One more than the bucket holds, and one for each second that this took.
            assertTrue(burst >= 201 && burst < 201 + 100, burst + " requests went at once");
        }
    }

    @Test
    void changesNoByte() throws Exception {
        BlockDevice device = open("d0", "bps-write", "1G", "iops-read", "1M");
        assertEquals(content.length, device.length());
        device.write(1234, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        System.arraycopy(new byte[] {1, 2, 3}, 0, content, 1234, 3);
        try (BlockRequest request = device.newRequest("test")) {
            device.writeZeroes(request, 5000, 20_000, IoFlags.MAY_UNMAP);
            device.discard(request, 0, 0, IoFlags.NONE);
        }
        java.util.Arrays.fill(content, 5000, 25_000, (byte) 0);
        ByteBuffer all = ByteBuffer.allocate(content.length);
        device.read(0, all);
        assertArrayEquals(content, all.array());
        device.truncate(content.length + 512);
        device.flush();
        system.graph().close("d0");
        assertArrayEquals(java.util.Arrays.copyOf(content, content.length + 512), Files.readAllBytes(image));
    }

    @Test
    void standsBelowAFormatAndAboveOne() throws Exception {
        system.graph().create("raw", folder.resolve("a.img").toString(), 1 << 20, Map.of());
        BlockDevice above = open(
                "d0", "bps-total", "1G", "file.driver", "raw", "file.file.filename", image.toString(),
                "file.filename", image.toString());
        assertEquals(content.length, above.length());
        system.graph().close("d0");
        BlockDevice below = system.graph().open("d0", Map.of(
                "driver", "raw",
                "file.driver", "throttle",
                "file.iops-total", "1000",
                "file.file.driver", "file",
                "file.file.filename", image.toString()));
        ByteBuffer all = ByteBuffer.allocate(content.length);
        below.read(0, all);
        assertArrayEquals(content, all.array());
    }

    @Test
    void aDrainDoesNotWaitForTheLimit() throws Exception {
        BlockDevice device = open("d0", "bps-total", "1");
        device.read(0, ByteBuffer.allocate(PIECE));
        List<FutureTask<Void>> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<Void> read = new FutureTask<>(() -> {
                device.read(0, ByteBuffer.allocate(PIECE));
                return null;
            });
            slow.add(read);
            Thread.ofPlatform().start(read);
        }
        awaitInside(8);
        // Not let go by the drain, they would wait for more than 65536 seconds each.
        try (DrainHandle drain = system.graph().drain("d0")) {
            for (FutureTask<Void> read : slow) {
                read.get(10, TimeUnit.SECONDS);
            }
            awaitInside(0);
            assertTrue(drain != null);
        }
    }

    private void awaitInside(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (inside() != count) {
            assertTrue(System.nanoTime() < deadline, "waited in vain for " + count + " requests inside");
            Thread.onSpinWait();
        }
    }

    private int inside() {
        return system.graph().snapshot().devices().stream().mapToInt(DeviceInfo::inFlight).sum();
    }

    /** Two disks of one group, one with 32 clients and one with 8, which both always want more: half each. */
    @Test
    void aGroupSharesFairlyBetweenItsNodes() throws Exception {
        Path other = Files.write(folder.resolve("other.img"), content);
        BlockDevice busy = open("busy", "iops-total", "400", "throttle-group", "g");
        BlockDevice quiet = open("quiet", "throttle-group", "g", "file.filename", other.toString());
        assertEquals("busy, quiet", system.graph().node("quiet").details().get("members"));
        assertEquals("400", system.graph().node("quiet").details().get("iops-total"));
        CyclicBarrier together = new CyclicBarrier(40);
        List<FutureTask<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            BlockDevice device = i < 32 ? busy : quiet;
            FutureTask<Integer> client = new FutureTask<>(() -> {
                together.await();
                return reads(device, System.nanoTime() + TimeUnit.SECONDS.toNanos(2));
            });
            clients.add(client);
            Thread.ofPlatform().start(client);
        }
        int busyReads = 0;
        int quietReads = 0;
        for (int i = 0; i < 40; i++) {
            int reads = clients.get(i).get(60, TimeUnit.SECONDS);
            busyReads += i < 32 ? reads : 0;
            quietReads += i < 32 ? 0 : reads;
        }
        int all = busyReads + quietReads;
        // No upper bound by the clock: how far apart the clients end is the machine's affair.
        assertTrue(all > 500, all + " reads in 2 seconds at 400 a second");
        assertTrue(quietReads > all * 0.4, quietReads + " of " + all + " reads for the smaller node");
    }

    private static int reads(BlockDevice device, long end) throws BlockException {
        int reads = 0;
        while (System.nanoTime() < end) {
            device.read(0, ByteBuffer.allocate(512));
            reads++;
        }
        return reads;
    }

    @Test
    void badOptionsAreNamed() throws Exception {
        String[][] bad = {
            {"iops-total can't be given beside", "iops-total", "1", "iops-read", "1"},
            {"bps-write-max can't be below bps-write", "bps-write", "100", "bps-write-max", "30"},
            {"bps-read-max needs bps-read", "bps-read-max", "30"},
            {"iops-read-max-length needs iops-read-max", "iops-read", "1", "iops-read-max-length", "5"},
            {"iops-size needs", "bps-total", "1", "iops-size", "4k"},
            {"'bps-total' is no size", "bps-total", "-1"},
            {"no such option: iops", "iops", "1", "bps-total", "1M"},
        };
        for (String[] options : bad) {
            String[] given = java.util.Arrays.copyOfRange(options, 1, options.length);
            BlockException refused = assertThrows(BlockException.class, () -> open("d0", given));
            assertEquals(BlockError.INVALID, refused.error());
            assertTrue(refused.getMessage().contains(options[0]), refused.getMessage());
        }
        assertTrue(system.graph().snapshot().nodes().isEmpty());
        assertEquals(content.length, open("d0", "bps-total", "1M").length(), "the group was left behind");
    }

    @Test
    void limitsGroupAndChildChangeWhileItIsOpen() throws Exception {
        BlockDevice device = open("d0", "iops-total", "1");
        Map<String, String> none = Map.of("iops-total", "", "bps-total", "1G", "throttle-group", "g");
        Map<String, String> details = system.graph().editor().reopen("d0", none).details();
        assertEquals("g", details.get("throttle-group"));
        assertEquals("d0", details.get("members"));
        assertEquals("1073741824", details.get("bps-total"));
        for (int i = 0; i < 500; i++) {
            // One a second, as before, would last longer than the test may.
            device.read(0, ByteBuffer.allocate(512));
        }
        BlockException refused = assertThrows(BlockException.class, () -> system.graph().editor()
                .reopen("d0", Map.of("iops-size", "4k")));
        assertEquals(BlockError.INVALID, refused.error());
        assertEquals("d0", system.graph().node("d0").details().get("members"), "a member was left behind");
        byte[] other = new byte[content.length];
        system.graph().editor().add("other", Map.of("driver", "file", "filename",
                Files.write(folder.resolve("other.img"), other).toString()));
        system.graph().editor().reopen("d0", Map.of("file", "other", "read-only", "on"));
        ByteBuffer read = ByteBuffer.allocate(content.length);
        device.read(0, read);
        assertArrayEquals(other, read.array());
    }
}
