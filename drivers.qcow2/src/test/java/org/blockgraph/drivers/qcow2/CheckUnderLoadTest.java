// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image that is checked while clients allocate, overwrite and discard is found sound each time. */
@Timeout(120)
final class CheckUnderLoadTest {

    private static final int SIZE = 16 << 20;
    private static final int THREADS = 4;
    private static final int CHECKS = 20;

    @TempDir
    private Path folder;

    @Test
    void nothingIsTakenForACorruption() throws Exception {
        String image = folder.resolve("image.qcow2").toString();
        AtomicBoolean stop = new AtomicBoolean();
        try (BlockSystem system = Quiet.system();
                ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            system.graph().create("qcow2", image, SIZE, Map.of("cluster_size", "4k"));
            BlockDevice device = system.graph().open("d0", Map.of("driver", "qcow2", "filename", image));
            List<Future<Long>> loads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                loads.add(pool.submit(() -> load(device, random, stop)));
            }
            try {
                for (int i = 0; i < CHECKS; i++) {
                    assertEquals(List.of(), system.graph().check("d0").messages());
                }
            } finally {
                stop.set(true);
            }
            for (Future<Long> load : loads) {
                load.get(60, TimeUnit.SECONDS);
            }
            system.graph().close("d0");
        }
        Qemu.requireClean(Path.of(image));
    }

    private static long load(BlockDevice device, Random random, AtomicBoolean stop) throws Exception {
        long done = 0;
        while (!stop.get()) {
            int at = random.nextInt(SIZE - 8192);
            if (random.nextInt(3) == 0) {
                new Work.Step(Work.Kind.DISCARD, at & -4096, 4096, (byte) 0).apply(device);
            } else {
                device.write(at, ByteBuffer.allocate(1 + random.nextInt(8192)));
            }
            done++;
        }
        return done;
    }
}
