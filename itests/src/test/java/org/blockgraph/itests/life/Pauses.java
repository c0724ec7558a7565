// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.life;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times in nanoseconds, printed as percentiles. */
final class Pauses {

    private final List<Long> nanos = new ArrayList<>();

    void add(long pause) {
        nanos.add(pause);
    }

    int count() {
        return nanos.size();
    }

    String text() {
        if (nanos.isEmpty()) {
            return "none";
        }
        Collections.sort(nanos);
        return String.format(
                "p50 %.2f ms, p99 %.2f ms, max %.2f ms (%d)",
                millis(nanos.get(nanos.size() / 2)),
                millis(nanos.get(nanos.size() * 99 / 100)),
                millis(nanos.getLast()),
                nanos.size());
    }

    private static double millis(long value) {
        return value / 1e6;
    }

    /**
     * Times writing and syncing a block of a file, so that a pause can be seen beside what the disk takes.
     */
    static Pauses ofFsync(Path folder) throws IOException {
        Pauses times = new Pauses();
        try (FileChannel channel = FileChannel.open(
                folder.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 50; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(4096), i * 4096L);
                channel.force(false);
                times.add(System.nanoTime() - start);
            }
        }
        return times;
    }
}
