// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.driver.DriverInstance.Repair;
import org.blockgraph.api.info.CheckInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One instance on a file in memory. */
@Timeout(60)
final class StatefulInstanceTest {

    private static final int SIZE = 1 << 20;
    private static final int FIRST_DATA = 5;

    private final FakeRequest request = new FakeRequest();
    private VolatileFile file;
    private StatefulInstance instance;

    @BeforeEach
    void open() throws BlockException {
        file = BareImages.create(SIZE);
        instance = BareImages.open(file, null);
    }

    private static MemorySegment filled(int length, int value) {
        return Arena.ofAuto().allocate(length, 64).fill((byte) value);
    }

    private static int byteAt(StatefulInstance from, long offset) throws BlockException {
        MemorySegment target = filled(512, 99);
        from.read(new FakeRequest(), offset, target, IoFlags.NONE);
        return target.get(ValueLayout.JAVA_BYTE, 0);
    }

    private void write(long offset, int value) throws BlockException {
        instance.write(request, offset, filled(Layout.BLOCK, value), IoFlags.NONE);
    }

    @Test
    void writesDataThenTheTableThenTheRoot() throws Exception {
        List<String> operations = new ArrayList<>();
        file.hook = operations::add;
        write(0, 1);
        instance.flush(request, IoFlags.NONE);
        assertEquals(List.of("write " + FIRST_DATA, "write 3", "flush", "write 1", "flush"), operations);
        operations.clear();
        write(0, 2);
        instance.flush(request, IoFlags.NONE);
        assertEquals(List.of("write " + FIRST_DATA, "flush"), operations, "the table stays as it is");
        operations.clear();
        instance.writeZeroes(request, 0, Layout.BLOCK, IoFlags.NONE);
        instance.flush(request, IoFlags.NONE);
        assertEquals(List.of("write 4", "flush", "write 2", "flush"), operations);
    }

    @Test
    void aFlushThatFailedIsDoneAgain() throws Exception {
        write(0, 1);
        for (String failing : List.of("write 3", "flush", "write 1")) {
            file.hook = operation -> {
                if (operation.equals(failing)) {
                    throw new BlockException(BlockError.IO, "told to fail");
                }
            };
            assertThrows(BlockException.class, () -> instance.flush(request, IoFlags.NONE), failing);
            assertThrows(BlockException.class, () -> instance.inactivate(request), failing);
        }
        file.hook = operation -> { };
        instance.flush(request, IoFlags.NONE);
        assertEquals(1, byteAt(BareImages.open(file, null), 0));
    }

    @Test
    void aFlushThatHangsFailsTheOthersOnceItIsGivenUp() throws Exception {
        write(0, 1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        file.hook = operation -> {
            inside.countDown();
            awaitCount(end);
        };
        FakeRequest hung = new FakeRequest();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> first = threads.submit(() -> instance.flush(hung, IoFlags.NONE));
            awaitCount(inside);
            Future<Integer> second = threads.submit(() -> instance.flush(request, IoFlags.NONE));
            hung.givenUp = true;
            ExecutionException failed =
                    assertThrows(ExecutionException.class, () -> second.get(20, TimeUnit.SECONDS));
            assertEquals(BlockError.IO, ((BlockException) failed.getCause()).error());
            end.countDown();
            first.get(20, TimeUnit.SECONDS);
        }
    }

    private static void awaitCount(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "waited in vain for the other thread");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void answersNoWaitWithoutSideEffect() throws Exception {
        MemorySegment two = filled(2 * Layout.BLOCK, 3);
        write(0, 1);
        assertEquals(IoResult.WOULD_BLOCK, instance.write(request, 0, two, IoFlags.NOWAIT));
        assertEquals(1, byteAt(instance, 0));
        assertEquals(IoResult.WOULD_BLOCK, instance.flush(request, IoFlags.NOWAIT));
        assertEquals(IoResult.WOULD_BLOCK, instance.writeZeroes(request, 0, 512, IoFlags.NOWAIT));
        assertEquals(IoResult.DONE, instance.write(request, 512, filled(512, 3), IoFlags.NOWAIT));
        assertEquals(3, byteAt(instance, 512));
    }

    @Test
    void findsWhatChangedWhileItWasInactive() throws Exception {
        write(0, 1);
        instance.inactivate(request);
        assertThrows(IllegalStateException.class, () -> byteAt(instance, 0));
        StatefulInstance other = BareImages.open(file, null);
        assertEquals(1, byteAt(other, 0));
        other.write(request, 4096, filled(4096, 2), IoFlags.NONE);
        other.writeZeroes(request, 0, 4096, IoFlags.NONE);
        other.inactivate(request);
        other.close();
        instance.activate(request);
        assertEquals(0, byteAt(instance, 0));
        assertEquals(2, byteAt(instance, 4096));
    }

    @Test
    void usesFreedBlocksAgainAfterItWasInactive() throws Exception {
        write(0, 1);
        instance.discard(request, 0, Layout.BLOCK, IoFlags.NONE);
        write(0, 2);
        assertEquals((FIRST_DATA + 2) * Layout.BLOCK, file.length());
        instance.inactivate(request);
        instance.activate(request);
        write(Layout.BLOCK, 3);
        assertEquals((FIRST_DATA + 2) * Layout.BLOCK, file.length());
        assertEquals(2, byteAt(instance, 0));
        assertEquals(3, byteAt(instance, Layout.BLOCK));
        CheckInfo check = instance.check(request, Repair.NONE);
        assertEquals(List.of(), check.messages());
        assertEquals(2, check.allocated());
    }

    /** The root of a failed flush may be read again and still get lost, with what it says is free. */
    @Test
    void givesNoBlockOutThatAnOlderRootStillUses() throws Exception {
        write(0, 1);
        instance.flush(request, IoFlags.NONE);
        instance.discard(request, 0, Layout.BLOCK, IoFlags.NONE);
        AtomicInteger flushes = new AtomicInteger();
        file.hook = operation -> {
            if (operation.equals("flush") && flushes.incrementAndGet() == 2) {
                throw new BlockException(BlockError.IO, "told to fail");
            }
        };
        assertThrows(BlockException.class, () -> instance.flush(request, IoFlags.NONE));
        instance = BareImages.open(file, null);
        write(Layout.BLOCK, 2);
        assertEquals((FIRST_DATA + 1) * Layout.BLOCK, file.length(), "the block is used again");
        Random random = new Random(1);
        for (int cut = 0; cut < 50; cut++) {
            int left = byteAt(BareImages.open(file.cut(random), null), 0);
            assertTrue(left == 0 || left == 1, "somebody else's byte: " + left);
        }
    }

    @Test
    void fallsBackToTheOlderCopy() throws Exception {
        write(0, 1);
        instance.flush(request, IoFlags.NONE);
        write(4096, 2);
        instance.flush(request, IoFlags.NONE);
        file.write(request, Layout.offset(Layout.tableBlock(1, 1)), filled(512, 77), IoFlags.NONE);
        StatefulInstance older = BareImages.open(file, null);
        assertEquals(1, byteAt(older, 0));
        assertEquals(0, byteAt(older, 4096));
        file.write(request, Layout.offset(Layout.tableBlock(0, 1)), filled(512, 77), IoFlags.NONE);
        BlockException lost = assertThrows(BlockException.class, () -> BareImages.open(file, null));
        assertEquals(BlockError.CORRUPT, lost.error());
    }

    @Test
    void countsContradictions() throws Exception {
        write(0, 1);
        instance.flush(request, IoFlags.NONE);
        Table table = new Table(1);
        table.set(0, FIRST_DATA);
        table.set(1, FIRST_DATA);
        table.set(2, 4);
        table.set(3, FIRST_DATA + 1);
        table.set(SIZE / Layout.BLOCK, FIRST_DATA);
        forge(table);
        CheckInfo check = instance.check(request, Repair.NONE);
        assertEquals(4, check.corruptions(), check.messages().toString());
        assertEquals(4, check.messages().size());
        BlockException refused = assertThrows(BlockException.class, () -> BareImages.open(file, null));
        assertEquals(BlockError.CORRUPT, refused.error());
        StatefulInstance readOnly = new StatefulInstance("test", file, null, true, "");
        readOnly.activate(request);
        assertEquals(1, byteAt(readOnly, 0));
        assertThrows(BlockException.class, () -> byteAt(readOnly, 2 * Layout.BLOCK));
    }

    /** Writes a table as the next generation, as a faulty driver would. */
    private void forge(Table table) throws BlockException {
        MemorySegment block = filled(Layout.BLOCK, 0);
        table.encodePage(0, block.asByteBuffer());
        int[] sums = {Table.checksum(block.asByteBuffer())};
        Root root = new Root(9, SIZE, FIRST_DATA + 1, Table.checksum(sums));
        file.write(request, Layout.offset(Layout.tableBlock(root.copy(), 1)), block, IoFlags.NONE);
        root.encode(block.fill((byte) 0).asByteBuffer());
        file.write(request, Layout.offset(Layout.rootBlock(root.copy())), block, IoFlags.NONE);
    }
}
