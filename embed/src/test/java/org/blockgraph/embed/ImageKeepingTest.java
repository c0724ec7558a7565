// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.drivers.file.FileDriver;
import org.blockgraph.drivers.raw.RawDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image stays the device's own while its drivers are away, and what others did to it is seen. */
@Timeout(120)
final class ImageKeepingTest {

    private static final String FILE = "d0.file";

    @TempDir
    private Path folder;

    private BlockSystem system;
    private DriverRegistration file;
    private Path image;
    private BlockDevice device;

    @BeforeEach
    void open() throws Exception {
        image = Files.write(folder.resolve("disk.img"), new byte[1 << 20]);
        BlockOptions options = BlockOptions.usual()
                .withDriversFrom(null)
                .withPark(Duration.ofMinutes(5))
                .withLog(line -> { });
        system = BlockSystem.start(options);
        file = system.register(new FileDriver(), "1.0");
        system.register(new RawDriver(), "1.0");
        device = system.graph().open("d0", Map.of("driver", "raw", "filename", image.toString()));
    }

    @AfterEach
    void close() {
        system.close();
    }

    private void park() throws BlockException {
        file.close();
        assertEquals(NodeInfo.State.PARKED, system.graph().node(FILE).state());
    }

    /** Brings the driver back, waits until the node has noticed, and returns what has become of it. */
    private NodeInfo.State comeBack() throws BlockException {
        file = system.register(new FileDriver(), "2.0");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (system.graph().node(FILE).state() == NodeInfo.State.PARKED) {
            assertTrue(System.nanoTime() < deadline, FILE + " did not notice that its driver is back");
            LockSupport.parkNanos(200_000);
        }
        return system.graph().node(FILE).state();
    }

    @Test
    void theLockStaysWhileTheNodeIsParked() throws Exception {
        assertFalse(Peers.mayWrite(image), "another process opens what we write");
        park();
        assertFalse(Peers.mayWrite(image), "another process opens what is parked");
        assertEquals(NodeInfo.State.OPEN, comeBack());
        assertFalse(Peers.mayWrite(image), "another process opens what came back");
        system.graph().close("d0");
        assertTrue(Peers.mayWrite(image), "the lock is still there");
    }

    @Test
    void theLockStaysWhileTheDriverIsReplacedUnderWrites() throws Exception {
        List<Boolean> opened = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            DriverRegistration newer = system.register(new FileDriver(), "2." + round);
            file.close();
            file = newer;
            opened.add(Peers.mayWrite(image));
            device.write(0, ByteBuffer.wrap(new byte[] {(byte) round}));
        }
        assertFalse(opened.contains(true), "another process came in: " + opened);
    }

    @Test
    void whatIsUnchangedComesBackWithItsData() throws Exception {
        device.write(5, ByteBuffer.wrap(new byte[] {42}));
        park();
        assertEquals(42, Files.readAllBytes(image)[5], "what is parked is on disk");
        assertEquals(NodeInfo.State.OPEN, comeBack());
        ByteBuffer read = ByteBuffer.allocate(1);
        device.read(5, read);
        assertEquals(42, read.get(0));
    }

    @Test
    void anotherFileInItsPlaceIsNotTaken() throws Exception {
        park();
        Path other = Files.copy(image, folder.resolve("other.img"));
        Path away = Files.move(image, folder.resolve("away.img"));
        Files.move(other, image);
        assertEquals(NodeInfo.State.ORPHANED, comeBack());
        assertReported("another file has taken its place");
        Files.move(away, image, StandardCopyOption.REPLACE_EXISTING);
        system.graph().revive(FILE);
        assertEquals(NodeInfo.State.OPEN, system.graph().node(FILE).state());
        device.read(0, ByteBuffer.allocate(512));
    }

    @Test
    void aFileThatVanishedOrChangedIsNotTaken() throws Exception {
        park();
        Path away = Files.move(image, folder.resolve("away.img"));
        assertEquals(NodeInfo.State.ORPHANED, comeBack());
        assertReported("vanished");
        Files.move(away, image);
        Files.write(image, new byte[1], StandardOpenOption.APPEND);
        system.graph().revive(FILE);
        assertEquals(NodeInfo.State.ORPHANED, system.graph().node(FILE).state());
        assertReported("from 1048576 to 1048577 bytes");
    }

    @Test
    void aFileThatWasWrittenToIsNotTaken() throws Exception {
        park();
        Files.write(image, new byte[] {1}, StandardOpenOption.WRITE);
        assertEquals(NodeInfo.State.ORPHANED, comeBack());
        assertReported("written to while it was parked");
    }

    private void assertReported(String words) throws Exception {
        BlockException failed =
                assertThrows(BlockException.class, () -> device.read(0, ByteBuffer.allocate(512)));
        assertEquals(BlockError.CORRUPT, failed.error());
        assertTrue(failed.getMessage().contains(words), failed.getMessage());
        String why = system.graph().why(FILE).toString();
        assertTrue(why.contains(words) && why.contains("revive"), why);
    }

    @Test
    void anImageThatIsInUseIsNotOverwritten() throws Exception {
        byte[] before = Files.readAllBytes(image);
        BlockException refused = assertThrows(
                BlockException.class, () -> system.graph().create("raw", image.toString(), 512, Map.of()));
        assertEquals(BlockError.LOCKED, refused.error());
        assertArrayEquals(before, Files.readAllBytes(image));
    }

    @Test
    void anInterruptedClientClosesTheFileForNobody() throws Exception {
        byte[] block = new byte[4096];
        Arrays.fill(block, (byte) 6);
        Thread client = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            try {
                for (int i = 0; i < 100; i++) {
                    device.write(4096L * i, ByteBuffer.wrap(block));
                }
            } catch (BlockException e) {
                throw new AssertionError(e);
            }
        });
        client.join(TimeUnit.SECONDS.toMillis(60));
        assertFalse(client.isAlive(), "the interrupted client hangs");
        ByteBuffer read = ByteBuffer.allocate(4096);
        device.read(4096 * 99, read);
        assertArrayEquals(block, read.array());
    }

    @Test
    void aLockOfTheProcessDoesNotTouchOurs() throws Exception {
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE);
                FileLock _ = channel.lock(1000, 1, false)) {
            assertTrue(channel.isOpen());
        }
        assertFalse(Peers.mayWrite(image), "closing another descriptor dropped the image lock");
    }
}
