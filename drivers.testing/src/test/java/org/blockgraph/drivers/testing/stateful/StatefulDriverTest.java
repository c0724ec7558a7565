// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.MapExtent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StatefulDriverTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private Images images;

    @BeforeEach
    void start() throws BlockException {
        images = new Images(folder);
    }

    @AfterEach
    void stop() {
        images.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void findsAgainWhatWasFlushed() throws Exception {
        images.create("a", SIZE + 100, Map.of());
        BlockDevice device = images.open("a");
        assertEquals(SIZE + 512, device.length(), "rounded up to whole sectors");
        byte[] bytes = random(70_001);
        device.write(5000, ByteBuffer.wrap(bytes));
        device.flush();
        images.system.graph().close("a");
        device = images.open("a");
        assertArrayEquals(bytes, Images.read(device, 5000, bytes.length));
        assertArrayEquals(new byte[5000], Images.read(device, 0, 5000));
        CheckInfo check = images.system.graph().check("a");
        assertEquals(List.of(), check.messages());
        assertEquals((5000 + bytes.length >> 12) - (5000 >> 12) + 1, check.allocated());
        assertEquals(SIZE / 4096 + 1, check.total());
    }

    @Test
    void isRecognised() throws Exception {
        images.create("a", SIZE, Map.of());
        images.system.graph().open("a", Map.of("filename", images.path("a").toString()));
        assertEquals("stateful", images.system.graph().node("a").driver());
    }

    @Test
    void showsAShorterBackingFileThrough() throws Exception {
        byte[] below = random(10_000);
        Files.write(images.path("base"), below);
        images.create("a", SIZE, Map.of("backing_file", "base", "backing_fmt", "raw"));
        BlockDevice device = images.open("a");
        byte[] model = Arrays.copyOf(below, 20_000);
        assertArrayEquals(model, Images.read(device, 0, model.length));
        Arrays.fill(model, 9_998, 10_003, (byte) 7);
        device.write(9_998, ByteBuffer.wrap(model, 9_998, 5));
        assertArrayEquals(model, Images.read(device, 0, model.length));
        List<MapExtent> map = images.system.graph().map("a", 0, SIZE, 10);
        assertEquals(List.of(8192L, 4096L, SIZE - 12288L), map.stream().map(MapExtent::length).toList());
        assertEquals(List.of(1, 0, 0), map.stream().map(MapExtent::depth).toList());
        assertTrue(map.getLast().zero() && !map.getLast().present(), map.toString());
        assertArrayEquals(below, Files.readAllBytes(images.path("base")));
    }

    @Test
    void neverGrows() throws Exception {
        images.create("a", SIZE, Map.of());
        BlockDevice device = images.open("a");
        BlockException refused = assertThrows(
                BlockException.class, () -> device.write(SIZE - 1, ByteBuffer.wrap(new byte[2])));
        assertEquals(BlockError.OUT_OF_RANGE, refused.error());
        assertThrows(BlockException.class, () -> images.create("b", Layout.MAX_SIZE + 1, Map.of()));
    }

    @Test
    void keepsUnflushedWritesWhileTheDriverIsAway() throws Exception {
        images.create("a", SIZE, Map.of());
        BlockDevice device = images.open("a");
        byte[] bytes = random(300_000);
        device.write(100, ByteBuffer.wrap(bytes));
        images.leave();
        Files.copy(images.path("a"), images.path("copy"));
        images.arrive();
        assertArrayEquals(bytes, Images.read(device, 100, bytes.length));
        device.write(0, ByteBuffer.wrap(bytes));
        BlockDevice copy = images.open("copy");
        assertArrayEquals(bytes, Images.read(copy, 100, bytes.length), "the file alone was the truth");
        assertEquals(List.of(), images.system.graph().check("copy").messages());
        assertArrayEquals(bytes, Images.read(device, 0, bytes.length));
    }

    @Test
    void holdsAfterACrashWhatWasFlushed() throws Exception {
        images.create("a", SIZE, Map.of());
        BlockDevice device = images.open("a");
        byte[] bytes = random(100_000);
        device.write(0, ByteBuffer.wrap(bytes));
        device.flush();
        device.write(200_000, ByteBuffer.wrap(bytes));
        Files.copy(images.path("a"), images.path("crashed"));
        BlockDevice crashed = images.open("crashed");
        CheckInfo check = images.system.graph().check("crashed");
        assertEquals(0, check.corruptions(), check.messages().toString());
        assertTrue(check.leaks() >= bytes.length >> 12, "what was never flushed is leaked: " + check);
        assertArrayEquals(bytes, Images.read(crashed, 0, bytes.length));
        assertArrayEquals(new byte[bytes.length], Images.read(crashed, 200_000, bytes.length));
    }

    @Test
    void turnsReadOnlyAndBackUnderLoad() throws Exception {
        images.create("a", SIZE, Map.of());
        BlockDevice device = images.open("a");
        byte[] model = new byte[SIZE];
        AtomicBoolean stop = new AtomicBoolean();
        FutureTask<Void> load = new FutureTask<>(() -> {
            Random random = new Random(5);
            while (!stop.get()) {
                byte[] bytes = random(1 + random.nextInt(9000));
                int at = random.nextInt(SIZE - bytes.length);
                try {
                    device.write(at, ByteBuffer.wrap(bytes));
                    System.arraycopy(bytes, 0, model, at, bytes.length);
                } catch (BlockException e) {
                    assertEquals(BlockError.READ_ONLY, e.error(), e.getMessage());
                }
                assertArrayEquals(Arrays.copyOfRange(model, at, at + bytes.length),
                        Images.read(device, at, bytes.length));
            }
            return null;
        });
        Thread.ofPlatform().start(load);
        for (int i = 0; i < 20 && !load.isDone(); i++) {
            images.system.graph().editor().reopen("a", Map.of("read-only", i % 2 == 0 ? "on" : "off"));
            assertEquals(List.of(), images.system.graph().check("a").messages());
        }
        stop.set(true);
        load.get(20, TimeUnit.SECONDS);
        images.leave();
        images.arrive();
        images.system.graph().revive("a");
        assertArrayEquals(model, Images.read(device, 0, SIZE));
        images.system.graph().close("a");
        assertArrayEquals(model, Images.read(images.open("a"), 0, SIZE));
    }
}
