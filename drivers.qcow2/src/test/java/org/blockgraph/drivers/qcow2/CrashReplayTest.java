// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What reaches the file is recorded, then the power is cut at every point: of the writes since the last
 * flush, which a disk may do in any order, all, none, or some and parts of some are there. The image has
 * leaks at worst, and what its client had flushed. The seed is printed; -Dblockgraph.seed replays the work,
 * with one thread all of it.
 */
@Timeout(600)
final class CrashReplayTest {

    private static final int BEGIN = 1_664 << 10;
    private static final int END = 2_688 << 10;
    private static final int STEPS = Integer.getInteger("blockgraph.steps", 48);

    @TempDir
    private Path folder;

    /** Ticks at each begin and end of a step, by all threads. */
    private final AtomicLong clock = new AtomicLong();

    private Journal journal;

    /**
     * A step that was done, between two moments of the journal, and between two ticks of the clock: many
     * steps of several threads begin and end at one moment, since they only change what is in memory.
     */
    private record Done(Work.Step step, int begin, int end, long began, long ended) {}

    @ParameterizedTest(name = "{0}, {1} threads")
    @CsvSource({"SMALL, 1", "SMALL, 4", "SHARED, 1", "SHARED, 4", "LARGE, 4"})
    void everyMomentIsSurvived(WorkImage kind, int threads) throws Exception {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("crash replay: -Dblockgraph.seed=" + seed);
        Path image = folder.resolve("image");
        byte[] content = kind.make(image);
        journal = new Journal(Files.readAllBytes(image));
        List<List<Done>> done = record(kind, image, threads, seed);
        Qemu.requireClean(image);
        Random random = new Random(seed);
        Path crashed = folder.resolve("crashed");
        int crashes = 0;
        try (BlockSystem system = Quiet.system()) {
            for (int moment = 0; moment <= journal.now(); moment++) {
                for (Journal.Loss loss : Journal.Loss.values()) {
                    Files.write(crashed, journal.crash(moment, loss, random));
                    verify(system, crashed, content, done, moment);
                    crashes++;
                }
                if (moment % 4 == 0) {
                    Qemu.requireNoCorruption(crashed);
                }
            }
        }
        assertTrue(crashes > 100, "only " + crashes + " crashes");
        System.out.println(kind + ", " + threads + " threads: " + crashes + " crashes survived");
    }

    /** Each thread works in a range of its own. */
    private List<List<Done>> record(WorkImage kind, Path image, int threads, long seed) throws Exception {
        List<List<Done>> all = new ArrayList<>();
        try (BlockSystem system = Quiet.system();
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            system.register(new TapDriver(journal), "1");
            BlockDevice device = system.graph().open("d0", TapDriver.options(
                    image, "l2-cache-size", "1", "refcount-cache-size", "1"));
            all.add(work(device, kind.first()));
            int share = (END - BEGIN) / threads;
            List<Future<List<Done>>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int begin = BEGIN + i * share;
                List<Work.Step> steps = Work.steps(
                        new Random(seed + i), STEPS / threads, begin, begin + share, kind.cluster());
                futures.add(pool.submit(() -> work(device, steps)));
            }
            for (Future<List<Done>> future : futures) {
                all.add(future.get(120, TimeUnit.SECONDS));
            }
            system.graph().close("d0");
        }
        return all;
    }

    private List<Done> work(BlockDevice device, List<Work.Step> steps) throws Exception {
        List<Done> done = new ArrayList<>();
        for (Work.Step step : steps) {
            long began = clock.incrementAndGet();
            int begin = journal.now();
            step.apply(device);
            done.add(new Done(step, begin, journal.now(), began, clock.incrementAndGet()));
        }
        return done;
    }

    private static void verify(
            BlockSystem system, Path image, byte[] content, List<List<Done>> done, int moment)
            throws Exception {
        Map<String, String> options =
                Map.of("driver", "qcow2", "filename", image.toString(), "read-only", "on");
        BlockDevice device = system.graph().open("d0", options);
        ByteBuffer target = ByteBuffer.allocate(content.length);
        device.read(0, target);
        assertEquals(0, system.graph().check("d0").corruptions(), () -> moment + ": "
                + messages(system));
        system.graph().close("d0");
        byte[] found = target.array();
        for (int at = 0; at < content.length; at += Work.SECTOR) {
            requireSector(found, content, at, done, moment);
        }
    }

    private static String messages(BlockSystem system) {
        try {
            return system.graph().check("d0").messages().toString();
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** It is what the last flushed step made of it, or what one that came later may have. */
    private static void requireSector(
            byte[] found, byte[] content, int at, List<List<Done>> done, int moment) {
        List<Done> later = new ArrayList<>();
        byte[] durable = Arrays.copyOfRange(content, at, at + Work.SECTOR);
        for (List<Done> thread : done) {
            for (Done each : thread) {
                if (at < each.step.offset() || at >= each.step.offset() + each.step.length()) {
                    continue;
                }
                if (isFlushed(each, done, moment)) {
                    Arrays.fill(durable, each.step.fill());
                    later.clear();
                } else if (each.begin <= moment) {
                    later.add(each);
                }
            }
        }
        int end = at + Work.SECTOR;
        boolean known = Arrays.equals(found, at, end, durable, 0, Work.SECTOR)
                || later.stream().anyMatch(each -> isFilled(found, at, each.step.fill()));
        assertTrue(known, () -> "cut at " + moment + ": wrong content at " + at + ": " + found[at] + ", not "
                + durable[0] + " nor what one of these makes: " + later);
    }

    private static boolean isFlushed(Done step, List<List<Done>> done, int moment) {
        return done.stream().flatMap(List::stream).anyMatch(each -> each.step.kind() == Work.Kind.FLUSH
                && each.end <= moment && step.ended < each.began);
    }

    private static boolean isFilled(byte[] found, int at, byte fill) {
        for (int i = at; i < at + Work.SECTOR; i++) {
            if (found[i] != fill) {
                return false;
            }
        }
        return true;
    }
}
