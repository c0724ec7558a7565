// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileReadTest {

    private static final int SIZE = 100_003;

    @TempDir
    private Path folder;

    private final byte[] content = new byte[SIZE];
    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        new Random(1).nextBytes(content);
        image = Files.write(folder.resolve("disk.img"), content);
    }

    @Test
    void anyPlaceAndAnySize() throws Exception {
        Random random = new Random(2);
        try (OpenFile file = OpenFile.readOnly(image)) {
            assertEquals(SIZE, file.instance.length());
            assertEquals(1, file.instance.limits().requestAlignment());
            for (int i = 0; i < 500; i++) {
                int offset = random.nextInt(SIZE);
                int size = random.nextInt(SIZE - offset + 1);
                byte[] expected = Arrays.copyOfRange(content, offset, offset + size);
                assertArrayEquals(expected, file.read(offset, size));
            }
        }
    }

    @Test
    void zeroesBehindTheEnd() throws Exception {
        try (OpenFile file = OpenFile.readOnly(image)) {
            assertArrayEquals(Arrays.copyOfRange(content, SIZE - 7, SIZE + 500), file.read(SIZE - 7, 507));
            assertArrayEquals(new byte[512], file.read(SIZE, 512));
            assertArrayEquals(new byte[512], file.read(1L << 40, 512));
            assertArrayEquals(new byte[0], file.read(5, 0));
        }
    }

    @Test
    void zeroesWhereTheFileWasCutBehindOurBack() throws Exception {
        try (OpenFile file = OpenFile.readOnly(image)) {
            Files.write(image, Arrays.copyOf(content, 1000));
            byte[] expected = Arrays.copyOf(Arrays.copyOf(content, 1000), 4096);
            assertArrayEquals(expected, file.read(0, 4096));
        }
    }

    @Test
    void withoutWaitingWhatIsInThePageCache() throws Exception {
        try (OpenFile file = OpenFile.readOnly(image)) {
            file.read(0, SIZE);
            MemorySegment target = file.buffer(4096);
            int result = file.instance.read(file.request, 17, target, IoFlags.NOWAIT);
            assertEquals(IoResult.DONE, result, "what was just read is no longer in the page cache");
            byte[] expected = Arrays.copyOfRange(content, 17, 17 + 4096);
            assertArrayEquals(expected, target.toArray(ValueLayout.JAVA_BYTE));
            assertEquals(
                    IoResult.WOULD_BLOCK,
                    file.instance.read(file.request, SIZE - 100, target, IoFlags.NOWAIT),
                    "over the end it is better read at leisure");
        }
    }

    /** The most that a warm read may cost on average; a single object would be 16 bytes or more. */
    private static final double MOST_BYTES = 0.1;

    private static final int READS = 100_000;

    @Test
    void allocatesNothingOnceItIsCompiled() throws Exception {
        try (OpenFile file = OpenFile.readOnly(image)) {
            MemorySegment target = file.buffer(512);
            assertTrue(allocated(file, target, IoFlags.NONE) >= 0, "this JVM counts no allocations");
            for (int flags : new int[] {IoFlags.NONE, IoFlags.NOWAIT}) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                double each = allocated(file, target, flags);
                // When the compiler gets round to it is its own affair.
                while (each > MOST_BYTES && System.nanoTime() < deadline) {
                    each = allocated(file, target, flags);
                }
                assertTrue(
                        each <= MOST_BYTES, "a read with flags " + flags + " allocates " + each + " bytes");
            }
        }
    }

    /** Returns how many bytes a read allocates on average. */
    private static double allocated(OpenFile file, MemorySegment target, int flags) throws BlockException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < READS; i++) {
            file.instance.read(file.request, i % 1000 * 64L, target, flags);
        }
        return before < 0 ? -1 : (double) (threads.getThreadAllocatedBytes(id) - before) / READS;
    }

    @Test
    void anErrorNamesTheFileAndThePlace() throws Exception {
        // The memory of this process is a file of which most places can't be read.
        try (OpenFile file = OpenFile.ofLength(Path.of("/proc/self/mem"), 1 << 20)) {
            BlockException failed = assertThrows(BlockException.class, () -> file.read(4096, 512));
            assertEquals(BlockError.IO, failed.error());
            assertEquals(4096, failed.offset());
            assertEquals("d0.file", failed.node());
            assertEquals(
                    "/proc/self/mem: can't read the file at offset 4096: I/O error; look at the kernel's log",
                    failed.getMessage());
        }
    }

    @Test
    void anInterruptedReaderClosesNothing() throws Exception {
        try (OpenFile file = OpenFile.writable(image)) {
            Thread.currentThread().interrupt();
            byte[] read = file.read(0, 4096);
            file.write(10, new byte[] {1, 2, 3});
            file.instance.flush(file.request, 0);
            assertTrue(Thread.interrupted(), "the interrupt is the caller's to see");
            assertArrayEquals(Arrays.copyOf(content, 4096), read);
            assertArrayEquals(new byte[] {1, 2, 3}, file.read(10, 3));
        }
    }
}
