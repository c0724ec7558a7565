// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver hangs with a descriptor in its hands. Whatever becomes of its node meanwhile, the descriptor stays
 * open until the driver has returned: its number would be another file's otherwise, into which the driver
 * might write. The instance is closed by nobody while something is inside of it.
 */
@Timeout(60)
class HangingCallsTest {

    private static final Duration CALL = Duration.ofMillis(300);

    /** In which call the driver hangs. */
    private enum In {
        NOTHING,
        OPEN,
        READ,
        FLUSH,
        INACTIVATE
    }

    @TempDir
    private Path folder;

    private final Hanging driver = new Hanging();
    private Path image;

    @BeforeEach
    void makeImage() throws IOException {
        image = Files.write(folder.resolve("disk.img"), new byte[8192]);
    }

    private final class Hanging implements BlockDriver {
        final CountDownLatch woken = new CountDownLatch(1);
        final CountDownLatch hanging = new CountDownLatch(1);
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger flushes = new AtomicInteger();
        volatile In hangsIn = In.NOTHING;
        volatile int descriptor;

        /** Whoever interrupts. */
        void hang(In where) {
            if (where != hangsIn) {
                return;
            }
            hanging.countDown();
            CoreFixture.hangUntil(woken);
        }

        void wake() {
            hangsIn = In.NOTHING;
            woken.countDown();
        }

        @Override
        public void create(CreateContext context) {
            throw new AssertionError("nothing is created");
        }

        @Override
        public DriverInstance open(OpenContext context) throws BlockException {
            Path path = Path.of(context.options().required("filename"));
            FileHandle file = context.file(new FileRequest(path, true, false, true));
            descriptor = file.descriptor();
            hang(In.OPEN);
            return new Instance(this);
        }
    }

    private record Instance(Hanging driver) implements DriverInstance {
        @Override
        public long length() {
            return 8192;
        }

        @Override
        public Limits limits() {
            return Limits.BYTES;
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags) {
            driver.hang(In.READ);
            return IoResult.DONE;
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags) {
            return IoResult.DONE;
        }

        @Override
        public int flush(BlockRequest request, int flags) {
            driver.flushes.incrementAndGet();
            driver.hang(In.FLUSH);
            return IoResult.DONE;
        }

        @Override
        public void inactivate(BlockRequest request) {
            driver.hang(In.INACTIVATE);
        }

        @Override
        public void activate(BlockRequest request) {
            // Nothing was dropped.
        }

        @Override
        public void close() {
            driver.closed.incrementAndGet();
        }
    }

    private BlockDevice open(CoreFixture fixture) throws BlockException {
        return fixture.core.open("d0", Map.of("driver", "hanging", "filename", image.toString()));
    }

    private CoreFixture fixture() throws BlockException {
        CoreFixture fixture = new CoreFixture(Duration.ofSeconds(20), CALL);
        fixture.arrive("hanging", DriverKind.PROTOCOL, "1.0.0", driver);
        return fixture;
    }

    /** Starts a read and waits until it hangs; it ends with an error, or null. */
    private CompletableFuture<BlockError> hangInRead(BlockDevice device) throws InterruptedException {
        driver.hangsIn = In.READ;
        CompletableFuture<BlockError> reading = CompletableFuture.supplyAsync(() -> {
            try {
                device.read(0, ByteBuffer.allocate(512));
                return null;
            } catch (BlockException e) {
                return e.error();
            }
        });
        driver.hanging.await();
        return reading;
    }

    private boolean descriptorIsOpen() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + driver.descriptor)).equals(image);
        } catch (IOException e) {
            return false;
        }
    }

    /** The driver wakes up, and only then is everything closed; the image can be opened again. */
    private void assertClosedOnlyNow(CoreFixture fixture, int instances) throws Exception {
        assertTrue(descriptorIsOpen(), "closed below the driver");
        assertEquals(0, driver.closed.get(), "the instance was closed while the driver was inside");
        driver.wake();
        CoreFixture.await("the descriptor to be closed", () -> !descriptorIsOpen());
        CoreFixture.await("the instance to be closed", () -> driver.closed.get() == instances);
        open(fixture).read(0, ByteBuffer.allocate(512));
        fixture.core.close("d0");
    }

    @Test
    void anOpenThatComesBackLateIsClosed() throws Exception {
        try (CoreFixture fixture = fixture()) {
            driver.hangsIn = In.OPEN;
            assertEquals(
                    BlockError.TIMED_OUT,
                    assertThrows(BlockException.class, () -> open(fixture)).error());
            assertClosedOnlyNow(fixture, 1);
        } finally {
            driver.wake();
        }
    }

    @Test
    void aDeviceWhoseFlushHangsStaysOpenUnlessForced() throws Exception {
        try (CoreFixture fixture = fixture()) {
            open(fixture);
            driver.hangsIn = In.FLUSH;
            BlockException refused = assertThrows(BlockException.class, () -> fixture.core.close("d0"));
            assertEquals(BlockError.TIMED_OUT, refused.error());
            assertTrue(refused.getMessage().startsWith("d0 stays open"), refused.getMessage());
            fixture.core.close("d0", true);
            assertClosedOnlyNow(fixture, 0);
        } finally {
            driver.wake();
        }
    }

    @Test
    void aCloseThatHangsInInactivateKeepsTheFileOpen() throws Exception {
        try (CoreFixture fixture = fixture()) {
            open(fixture);
            driver.hangsIn = In.INACTIVATE;
            fixture.core.close("d0", true);
            assertClosedOnlyNow(fixture, 0);
        } finally {
            driver.wake();
        }
    }

    @Test
    void aForcedCloseLeavesTheFileToTheRequestThatHangs() throws Exception {
        try (CoreFixture fixture = fixture()) {
            BlockDevice device = open(fixture);
            CompletableFuture<BlockError> reading = hangInRead(device);
            fixture.core.close("d0", true);
            assertClosedOnlyNow(fixture, 0);
            assertEquals(BlockError.ABANDONED, reading.get(20, TimeUnit.SECONDS));
        } finally {
            driver.wake();
        }
    }

    private static void close(CoreFixture fixture, String device, boolean force) {
        try {
            fixture.core.close(device, force);
        } catch (BlockException e) {
            throw new AssertionError(e);
        }
    }

    /** They stand on the same node, and their requests are nobody else's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closingOneDeviceLeavesOthersAlone(boolean force) throws Exception {
        try (CoreFixture fixture = fixture()) {
            fixture.arrive("pass", DriverKind.FORMAT, "1.0.0", new PassDriver());
            fixture.core.open(
                    "d0", Map.of("driver", "hanging", "filename", image.toString(), "share-rw", "on"));
            BlockDevice other =
                    fixture.core.open("other", Map.of("driver", "pass", "file", "d0", "share-rw", "on"));
            CompletableFuture<BlockError> reading = hangInRead(other);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(
                    () -> close(fixture, "d0", force), work -> Thread.ofPlatform().daemon().start(work));
            CoreFixture.await(
                    "the change to wait for a reader", () -> fixture.core.lock(false).writer() != null);
            other.write(4096, ByteBuffer.allocate(512));
            driver.wake();
            assertNull(reading.get(20, TimeUnit.SECONDS));
            closing.get(20, TimeUnit.SECONDS);
            fixture.core.close("other");
        } finally {
            driver.wake();
        }
    }

    /** It hangs in the node below the one whose driver leaves. */
    @Test
    void aRequestBelowADriverThatLeftKeepsTheFileOpen() throws Exception {
        try (CoreFixture fixture = fixture()) {
            DriverEntry pass = fixture.arrive("pass", DriverKind.FORMAT, "1.0.0", new PassDriver());
            BlockDevice device = fixture.core.open("d0", Map.of(
                    "driver", "pass", "file.driver", "hanging", "file.filename", image.toString()));
            CompletableFuture<BlockError> reading = hangInRead(device);
            fixture.leave(pass);
            fixture.awaitState("d0", NodeInfo.State.ORPHANED);
            fixture.core.close("d0", true);
            assertClosedOnlyNow(fixture, 0);
            assertEquals(BlockError.ABANDONED, reading.get(20, TimeUnit.SECONDS));
        } finally {
            driver.wake();
        }
    }

    /** What it has still to do below when it wakes would meet what others do there by then. */
    @Test
    void aCallThatWasGivenUpReachesNoChild() throws Exception {
        try (CoreFixture fixture = fixture()) {
            PassDriver format = new PassDriver();
            format.flushes = 2;
            fixture.arrive("pass", DriverKind.FORMAT, "1.0.0", format);
            fixture.core.editor().add("low", Map.of("driver", "hanging", "filename", image.toString()));
            fixture.core.open("d0", Map.of("driver", "pass", "file", "low"));
            driver.hangsIn = In.FLUSH;
            // Its first flush before it goes hangs below, and it is given up there.
            fixture.core.close("d0", true);
            assertTrue(descriptorIsOpen());
            int flushes = driver.flushes.get();
            driver.wake();
            CoreFixture.await("the call to return", () -> format.inactivated.get() == 1);
            assertEquals(flushes, driver.flushes.get(), "it went on below");
            fixture.core.editor().delete("low");
        } finally {
            driver.wake();
        }
    }

    /** What a driver that hangs may still write would be written below the one that is opened anew. */
    @Test
    void aNodeIsNotOpenedAgainBelowACallThatHangs() throws Exception {
        try (CoreFixture fixture = new CoreFixture(Duration.ofSeconds(20), CALL)) {
            DriverEntry old = fixture.arrive("hanging", DriverKind.PROTOCOL, "1.0.0", driver);
            open(fixture);
            driver.hangsIn = In.INACTIVATE;
            fixture.leave(old);
            fixture.awaitState("d0", NodeInfo.State.ORPHANED);
            driver.hangsIn = In.NOTHING;
            fixture.arrive("hanging", DriverKind.PROTOCOL, "1.0.1", driver);
            fixture.core.revive("d0");
            assertEquals(NodeInfo.State.ORPHANED, fixture.state("d0"));
            driver.wake();
            fixture.awaitState("d0", NodeInfo.State.OPEN);
        } finally {
            driver.wake();
        }
    }
}
