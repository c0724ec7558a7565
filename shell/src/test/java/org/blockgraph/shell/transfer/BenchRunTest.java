// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.result.Bench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BenchRunTest {

    private final MemoryDevice device = new MemoryDevice("d0", 1 << 20, false);

    @Test
    void offsetsFollowEachOtherAndBeginAgainBehindTheLastThatFits() throws BlockException {
        BenchRun bench = new BenchRun(device, 4, 1);
        bench.range(0xe0000, 0x8000, 0x10000);
        Bench done = bench.run();
        assertEquals(
                List.of("read 917504 32768", "read 983040 32768", "read 917504 32768", "read 983040 32768"),
                device.asked);
        assertEquals(4, done.count());
        assertEquals(0, device.openRequests());
    }

    @Test
    void everyRequestIsSentOnceWhateverTheDepth() throws BlockException {
        BenchRun bench = new BenchRun(device, 256, 16);
        bench.range(0, 4096, 4096);
        bench.write((byte) 0x5a);
        bench.run();
        assertEquals(256, device.asked.stream().distinct().count());
        for (byte each : device.content) {
            assertEquals(0x5a, each);
        }
        assertEquals(0, device.openRequests());
    }

    @Test
    void aWrongByteEndsTheLoad() {
        device.content[100_000] = 1;
        BenchRun bench = new BenchRun(device, Long.MAX_VALUE, 4);
        bench.range(0, 4096, 4096);
        bench.verify((byte) 0);
        BlockException mismatch = assertThrows(PatternMismatch.class, bench::run);
        assertTrue(mismatch.getMessage().contains("offset 100000"), mismatch.getMessage());
        assertEquals(0, device.openRequests());
    }

    @Test
    void anInterruptEndsTheLoad() throws Exception {
        BenchRun bench = new BenchRun(device, Long.MAX_VALUE, 2);
        bench.range(0, 4096, 4096);
        FutureTask<BlockException> run =
                new FutureTask<>(() -> assertThrows(BlockException.class, bench::run));
        Thread caller = Thread.ofPlatform().start(run);
        while (device.asked.isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        assertEquals(BlockError.CANCELLED, run.get(10, TimeUnit.SECONDS).error());
    }
}
