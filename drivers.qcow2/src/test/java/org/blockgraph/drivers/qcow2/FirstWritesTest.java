// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first writes to an image, many at once: all of them find that there is no table, and one makes it. */
@Timeout(300)
final class FirstWritesTest {

    private static final int ROUNDS = 300;
    private static final int WRITERS = 8;
    private static final int CLUSTER = 4096;
    private static final int TABLES = 4;

    /** What one L2 table maps. */
    private static final long REACH = (long) CLUSTER * CLUSTER / 8;

    @TempDir
    private Path folder;

    @Test
    void meetAtTheSameTable() throws Exception {
        try (BlockSystem system = Quiet.system();
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            for (int round = 0; round < ROUNDS; round++) {
                String image = folder.resolve("image" + round).toString();
                system.graph().create("qcow2", image, TABLES * REACH, Map.of("cluster_size", "4k"));
                BlockDevice device = system.graph().open("d0", Map.of("driver", "qcow2", "filename", image));
                CyclicBarrier together = new CyclicBarrier(WRITERS);
                List<Future<Void>> all = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    all.add(threads.submit(() -> {
                        for (int table = 0; table < TABLES; table++) {
                            together.await();
                            device.write(table * REACH + writer * CLUSTER, ByteBuffer.allocate(CLUSTER));
                        }
                        return null;
                    }));
                }
                for (Future<Void> each : all) {
                    each.get();
                }
                assertEquals(List.of(), system.graph().check("d0").messages(), "round " + round);
                system.graph().close("d0");
            }
        }
    }
}
