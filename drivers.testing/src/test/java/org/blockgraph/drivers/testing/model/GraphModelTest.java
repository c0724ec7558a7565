// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Random operations on graphs under verified load, compared with a model after each of them. {@code
 * -Dblockgraph.model.seconds} says for how long, {@code -Dblockgraph.model.seed} lives the life of one seed
 * again and again, {@code -Dblockgraph.model.folder} where the images are made.
 */
final class GraphModelTest {

    private static final long SECONDS = Long.getLong("blockgraph.model.seconds", 60);

    private static final long TELL_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** Where the images are made. */
    private static final Path PLACE =
            Path.of(System.getProperty("blockgraph.model.folder", System.getProperty("java.io.tmpdir")));

    @Test
    void graphsAreAsTheModelSays() throws Exception {
        Long wanted = Long.getLong("blockgraph.model.seed");
        long first = wanted == null ? System.nanoTime() ^ ProcessHandle.current().pid() << 48 : wanted;
        Path folder = Files.createTempDirectory(PLACE, "graph-model");
        System.out.println("model: first seed " + first + ", " + SECONDS + " s");
        SplittableRandom seeds = new SplittableRandom(first);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        long lives = 0;
        long told = System.nanoTime();
        Map<String, Long> tally = new TreeMap<>();
        do {
            long seed = wanted == null ? seeds.nextLong() : wanted;
            try {
                new Life(seed, folder).live().forEach((what, times) -> tally.merge(what, times, Long::sum));
            } catch (Throwable e) {
                throw new AssertionError("life " + lives + " failed; live it again with"
                        + " -Dblockgraph.model.seed=" + seed, e);
            }
            lives++;
            if (System.nanoTime() - told > TELL_NANOS) {
                told = System.nanoTime();
                System.out.println("model: " + lives + " lives so far, " + tally);
            }
        } while (System.nanoTime() - end < 0);
        Files.delete(folder);
        System.out.println("model: " + lives + " lives, " + tally);
    }
}
