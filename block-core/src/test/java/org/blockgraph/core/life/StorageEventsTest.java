// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.core.driver.DriverEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners are told of requests to the storage. */
@Timeout(60)
class StorageEventsTest {

    private static final long SIZE = 1 << 20;

    private final MemoryDriver memory = new MemoryDriver();
    private CoreFixture fixture;
    private GraphEditor editor;

    @BeforeEach
    void start() throws BlockException {
        fixture = new CoreFixture();
        fixture.memory("1.0.0", memory);
        fixture.caching("1.0.0", new CachingDriver());
        editor = fixture.core.editor();
        MemoryDriver.makeDisk("live", SIZE);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private List<String> listen(BlockEvent.Kind kind) {
        List<String> heard = new CopyOnWriteArrayList<>();
        fixture.core.addListener(event -> {
            if (event.kind() == kind) {
                heard.add(event.subject() + ": " + event.detail());
            }
        });
        return heard;
    }

    @Test
    void aWriteBeyondTheThresholdIsToldOfOnce() throws Exception {
        List<String> heard = listen(BlockEvent.Kind.WRITE_THRESHOLD);
        BlockDevice device = fixture.openCaching("d0", "live");
        assertEquals(0, editor.writeThreshold("d0"));
        editor.writeThreshold("d0", 8192);
        assertEquals(8192, editor.writeThreshold("d0"));
        device.write(4096, ByteBuffer.allocate(4096));
        assertEquals(8192, editor.writeThreshold("d0"), "a write that ends at the threshold was told of");
        device.write(6144, ByteBuffer.allocate(4096));
        assertEquals(0, editor.writeThreshold("d0"));
        device.write(8192, ByteBuffer.allocate(4096));
        editor.writeThreshold("d0", 1);
        try (BlockRequest request = device.newRequest("test")) {
            device.writeZeroes(request, 0, 512, IoFlags.NONE);
        }
        List<String> wanted = List.of(
                "d0: a write ends 2048 bytes beyond the threshold of 8192",
                "d0: a write ends 511 bytes beyond the threshold of 1");
        CoreFixture.await("the events, and not " + heard, () -> heard.equals(wanted));
        BlockException negative =
                assertThrows(BlockException.class, () -> editor.writeThreshold("d0", -1));
        assertEquals(BlockError.INVALID, negative.error());
    }

    @Test
    void anImageThatItsDriverFindsCorruptIsToldOf() throws Exception {
        List<String> heard = listen(BlockEvent.Kind.IMAGE_CORRUPTED);
        PassDriver format = new PassDriver();
        fixture.arrive("pass", DriverKind.FORMAT, "1.0.0", format);
        fixture.core.open("d0", Map.of("driver", "pass", "file.driver", "memory", "file.filename", "live"));
        format.services.corrupted("a cluster is used twice");
        CoreFixture.await("the event, and not " + heard, () -> heard.equals(
                List.of("d0: a cluster is used twice")));
    }

    @Test
    void aNodeThatLosesWhatWasNotFlushedIsToldOf() throws Exception {
        List<String> heard = listen(BlockEvent.Kind.NODE_ORPHANED);
        DriverEntry pass = fixture.arrive("pass", DriverKind.FORMAT, "1.0.0", new PassDriver());
        fixture.core.open("d0", Map.of("driver", "pass", "file.driver", "memory", "file.filename", "live"));
        memory.failFlush = true;
        fixture.leave(pass);
        CoreFixture.await("the event, and not " + heard, () -> heard.size() == 1);
        assertTrue(heard.getFirst().startsWith("d0: d0: what was not flushed could not be written: "),
                heard::toString);
    }

    @Test
    void errorsOfTheStorageAreToldOfOnceASecond() throws Exception {
        List<String> heard = listen(BlockEvent.Kind.IO_ERROR);
        BlockDevice device = fixture.openCaching("d0", "live");
        assertThrows(BlockException.class, () -> device.read(SIZE * 1000, ByteBuffer.allocate(512)));
        memory.failFlush = true;
        long start = System.nanoTime();
        int failures = 0;
        while (heard.size() < 2) {
            assertThrows(BlockException.class, device::flush);
            failures++;
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20), () -> "only " + heard);
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        assertTrue(seconds >= 1, "two events in less than a second");
        assertTrue(heard.getFirst().endsWith("told to fail flushes"), heard::toString);
        assertTrue(failures < 3 || heard.get(1).contains("told to fail flushes; and "), heard::toString);
    }
}
