// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.blockgraph.lock.Patience;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random lives of the lock against the model. {@code -Dblockgraph.model.seconds} says for how long,
 * {@code -Dblockgraph.model.seed} lives the life of one seed again and again.
 */
class ModelTest {

    private static final long SECONDS = Long.getLong("blockgraph.model.seconds", 25);

    /** Bounded by the time it is given: each life has a deadline of its own. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void livesAsTheModelSays() throws Exception {
        Long wanted = Long.getLong("blockgraph.model.seed");
        long first = wanted == null ? System.nanoTime() ^ ProcessHandle.current().pid() << 48 : wanted;
        System.out.println("model: first seed " + first + ", " + SECONDS + " s");
        SplittableRandom seeds = new SplittableRandom(first);
        Patience patience = new Patience(SECONDS);
        long lives = 0;
        Map<String, Long> tally = new TreeMap<>();
        do {
            long seed = wanted == null ? seeds.nextLong() : wanted;
            try {
                new Life(seed).live().forEach((what, times) -> tally.merge(what, times, Long::sum));
            } catch (Throwable e) {
                throw new AssertionError("life " + lives + " failed; live it again with"
                        + " -Dblockgraph.model.seed=" + seed, e);
            }
            lives++;
        } while (!patience.isOver());
        System.out.println("model: " + lives + " lives, " + tally);
    }
}
