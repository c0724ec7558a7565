// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.info.CheckInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What qcow2 tells of, and what becomes of an image when that is where its file fails. */
@Timeout(120)
final class Qcow2EventsTest {

    private static final int CLUSTER = 2048;
    private static final int CLUSTERS = 600;
    private static final int SIZE = CLUSTERS * CLUSTER;

    /** How much an image grows in a round: by one entry of the L1 table. */
    private static final long GROWTH = CLUSTER / 8L * CLUSTER;

    /** What needs a huge image, a compressed cluster, a backing file, or a cluster larger than a buffer. */
    private static final Set<BlkEvent> ELSEWHERE = EnumSet.of(
            BlkEvent.REFTABLE_GROW, BlkEvent.REFBLOCK_ALLOC_WRITE_BLOCKS, BlkEvent.REFBLOCK_ALLOC_WRITE_TABLE,
            BlkEvent.REFBLOCK_ALLOC_SWITCH_TABLE, BlkEvent.READ_COMPRESSED, BlkEvent.READ_BACKING_AIO,
            BlkEvent.COW_WRITE);

    @TempDir
    private Path folder;

    private DebuggedDisk disk;

    /** What each cluster holds, by the last write to it that was not refused; -1 after one that was. */
    private final int[] expected = new int[CLUSTERS];

    @BeforeEach
    void start() throws Exception {
        Path image = folder.resolve("disk.qcow2");
        disk = new DebuggedDisk(image);
        disk.system.graph().create(
                "qcow2", image.toString(), SIZE, Map.of("cluster_size", "2k", "refcount_bits", "64"));
    }

    @AfterEach
    void stop() {
        disk.close();
    }

    static Stream<BlkEvent> events() {
        return EnumSet.complementOf(EnumSet.copyOf(ELSEWHERE)).stream();
    }

    /** Fails each time that the event comes, for a while; then again nothing fails. */
    @ParameterizedTest
    @MethodSource("events")
    void anImageSurvivesAFailureThere(BlkEvent event) throws Exception {
        disk.openQcow2();
        work(0);
        disk.system.graph().close("d0");
        disk.openQcow2("set-state.0.event", event.text(), "set-state.0.new_state", "2");
        boolean openFails = event == BlkEvent.REFTABLE_LOAD;
        if (!openFails) {
            disk.tell("inject-error event=" + event.text() + " errno=5");
            for (int round = 1; round <= 3; round++) {
                work(round);
            }
            verify(true);
        }
        String rules = disk.tell("rules");
        assertTrue(rules.startsWith("state 2\n"), event + " did not come: " + rules);
        disk.tell("clear");
        work(4);
        verify(false);
        disk.device().flush();
        CheckInfo check = disk.system.graph().check("d0");
        assertEquals(0, check.corruptions(), () -> check.toString());
        disk.system.graph().close("d0");
        disk.openQcow2();
        verify(false);
    }

    private void work(int round) {
        for (int cluster = round % 3; cluster < CLUSTERS; cluster += 3) {
            int value = round * 16 + cluster % 16;
            try {
                if ((cluster + round) % 4 == 0) {
                    zero(cluster);
                } else {
                    // Not all of the cluster, so that there is something around it.
                    disk.write((long) cluster * CLUSTER + 100, CLUSTER - 200, value);
                    expected[cluster] = value;
                }
            } catch (BlockException e) {
                assertEquals(BlockError.IO, e.error(), e.getMessage());
                expected[cluster] = -1;
            }
            if (cluster % 50 == 0) {
                flush();
            }
        }
        grow(round);
        flush();
    }

    private void grow(int round) {
        try {
            disk.device().truncate(SIZE + (round + 1) * GROWTH);
            disk.write(SIZE + (round + 1) * GROWTH - CLUSTER, 512, 1);
        } catch (BlockException e) {
            assertEquals(BlockError.IO, e.error(), e.getMessage());
        }
    }

    private void zero(int cluster) throws BlockException {
        BlockDevice device = disk.device();
        try (var request = device.newRequest("test")) {
            device.writeZeroes(request, (long) cluster * CLUSTER, CLUSTER, IoFlags.MAY_UNMAP);
            expected[cluster] = 0;
        }
    }

    private void flush() {
        try {
            disk.device().flush();
        } catch (BlockException e) {
            assertEquals(BlockError.IO, e.error(), e.getMessage());
        }
    }

    private void verify(boolean mayFail) throws BlockException {
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            ByteBuffer bytes = ByteBuffer.allocate(CLUSTER);
            try {
                disk.device().read((long) cluster * CLUSTER, bytes);
            } catch (BlockException e) {
                assertTrue(mayFail && e.error() == BlockError.IO, e.getMessage());
                continue;
            }
            for (int i = 100; i < CLUSTER - 100 && expected[cluster] >= 0; i++) {
                assertEquals((byte) expected[cluster], bytes.get(i), "cluster " + cluster + ", byte " + i);
            }
        }
    }

    @Test
    void anOpenFailsWhereTheRefcountTableIsRead() {
        BlockException failure = assertThrows(
                BlockException.class, () -> disk.openQcow2("inject-error.0.event", "reftable_load"));
        assertEquals(BlockError.IO, failure.error());
    }

    /** Two writes to one cluster: the first stops where it takes the cluster, the second waits for it. */
    @Test
    void requestsCanBePutIntoAnOrder() throws Exception {
        disk.openQcow2();
        disk.tell("break cluster_alloc A");
        FutureTask<Void> first = disk.writeBeside(0, 512, 1);
        disk.tell("wait_break A");
        FutureTask<Void> second = disk.writeBeside(512, 512, 2);
        disk.write(100 * CLUSTER, 512, 3);
        assertFalse(first.isDone() || second.isDone());
        disk.tell("resume A");
        first.get(10, TimeUnit.SECONDS);
        second.get(10, TimeUnit.SECONDS);
        byte[] read = disk.read(511, 2);
        assertEquals(1, read[0]);
        assertEquals(2, read[1]);
    }

    @Test
    void aFlushThatFailsIsMadeUpForByTheNext() throws Exception {
        disk.openQcow2("inject-error.0.event", "l2_update", "inject-error.0.errno", "28",
                "inject-error.0.once", "on");
        disk.write(0, CLUSTER, 1);
        BlockException failure = assertThrows(BlockException.class, () -> disk.device().flush());
        assertEquals(BlockError.NO_SPACE, failure.error());
        disk.device().flush();
        disk.system.graph().close("d0");
        disk.openQcow2();
        assertEquals(1, disk.read(0, 1)[0]);
    }
}
