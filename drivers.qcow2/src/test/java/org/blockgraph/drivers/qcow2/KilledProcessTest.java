// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes to an image is killed at random moments, again and again with the same image. After
 * every kill qemu-img finds leaks at worst, it opens, and everything that was flushed is there. The seed is
 * printed; -Dblockgraph.seed replays the images, the writes and flushes, and when each kill is sent: so long
 * after such a flush. Where it strikes is up to the machine. -Dblockgraph.kills says how often.
 */
@Timeout(900)
final class KilledProcessTest {

    private static final int KILLS = Integer.getInteger("blockgraph.kills", 200);
    private static final int MOST_FLUSHES = 60;

    /** About what some writes and a flush take. */
    private static final int MOST_NANOS_LATER = 4_000_000;

    /** Every so many kills the image is made anew, with other clusters. */
    private static final int KILLS_PER_IMAGE = 20;

    @TempDir
    private Path folder;

    /** When a process is killed: so many flushes after its start, and so long after that flush. */
    private record Moment(int flushes, int nanosLater) {
        static Moment random(Random random) {
            return new Moment(random.nextInt(MOST_FLUSHES), random.nextInt(MOST_NANOS_LATER));
        }
    }

    @Test
    void whatWasFlushedIsThere() throws Exception {
        long seed = Long.getLong("blockgraph.seed", System.nanoTime());
        System.out.println("killed process: -Dblockgraph.seed=" + seed);
        Random random = new Random(seed);
        long flushed = 0;
        long leaks = 0;
        try (BlockSystem system = Quiet.system()) {
            byte[] model = null;
            Path image = null;
            for (int kill = 0; kill < KILLS; kill++) {
                if (kill % KILLS_PER_IMAGE == 0) {
                    image = folder.resolve("image" + kill);
                    model = new byte[FlushingWriter.SIZE];
                    String clusters = Integer.toString(512 << random.nextInt(9));
                    Map<String, String> options = Map.of("cluster_size", clusters);
                    system.graph().create("qcow2", image.toString(), FlushingWriter.SIZE, options);
                }
                long writes = random.nextLong();
                Moment moment = Moment.random(random);
                long durable = runAndKill(image, writes, moment);
                flushed += durable;
                try {
                    Qemu.requireNoCorruption(image);
                    leaks += verify(system, image, model, writes, durable);
                } catch (AssertionError | BlockException e) {
                    throw new AssertionError("kill " + kill + ", at " + moment, e);
                }
            }
        }
        assertTrue(flushed > KILLS, "hardly anything was flushed: " + flushed);
        System.out.println(
                "killed " + KILLS + " times, " + flushed + " flushed writes found, " + leaks + " leaks");
    }

    /** Runs the writer until then; returns the last count that it printed. */
    private long runAndKill(Path image, long seed, Moment moment) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-ea"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FlushingWriter.class.getName()));
        command.addAll(List.of(image.toString(), Long.toString(seed)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String last = "0";
        try (BufferedReader lines = process.inputReader()) {
            for (int i = 0; i <= moment.flushes(); i++) {
                last = number(lines.readLine(), lines);
            }
            long flushedAt = System.nanoTime();
            while (System.nanoTime() - flushedAt < moment.nanosLater()) {
                Thread.onSpinWait();
            }
            process.toHandle().destroyForcibly();
            String line = lines.readLine();
            while (line != null && line.matches("\\d+")) {
                last = line;
                line = lines.readLine();
            }
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the process does not end");
        return Long.parseLong(last);
    }

    private static String number(String line, BufferedReader rest) {
        if (line == null || !line.matches("\\d+")) {
            throw new AssertionError("the writer failed: " + line + "\n" + rest.lines().toList());
        }
        return line;
    }

    /** Compares slot by slot; the last, unflushed writes to a slot may be there or not. */
    private long verify(BlockSystem system, Path image, byte[] model, long seed, long durable)
            throws Exception {
        FlushingWriter.Writes writes = new FlushingWriter.Writes(seed);
        for (long i = 0; i < durable; i++) {
            FlushingWriter.Write write = writes.next();
            int at = write.slot() * FlushingWriter.SLOT;
            System.arraycopy(write.bytes(), 0, model, at, FlushingWriter.SLOT);
        }
        Map<Integer, List<byte[]>> later = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            FlushingWriter.Write write = writes.next();
            later.computeIfAbsent(write.slot(), key -> new ArrayList<>()).add(write.bytes());
        }
        Map<String, String> options = Map.of("driver", "qcow2", "filename", image.toString());
        BlockDevice device = system.graph().open("d0", options);
        ByteBuffer all = ByteBuffer.allocate(FlushingWriter.SIZE);
        device.read(0, all);
        byte[] found = all.array();
        for (int slot = 0; slot < FlushingWriter.SLOTS; slot++) {
            requireSlot(found, model, slot, later.getOrDefault(slot, List.of()));
        }
        System.arraycopy(found, 0, model, 0, found.length);
        CheckInfo check = system.graph().check("d0");
        assertEquals(0, check.corruptions(), () -> check.messages().toString());
        system.graph().close("d0");
        return check.leaks();
    }

    /** Each 512 bytes hold what was flushed, or what one of the next writes would have made of them. */
    private static void requireSlot(byte[] found, byte[] model, int slot, List<byte[]> later) {
        for (int sector = 0; sector < FlushingWriter.SLOT; sector += 512) {
            int at = slot * FlushingWriter.SLOT + sector;
            int from = sector;
            boolean known = Arrays.equals(found, at, at + 512, model, at, at + 512)
                    || later.stream()
                            .anyMatch(each -> Arrays.equals(found, at, at + 512, each, from, from + 512));
            assertTrue(known, () -> "neither what was flushed nor what was written later, at " + at);
        }
    }
}
