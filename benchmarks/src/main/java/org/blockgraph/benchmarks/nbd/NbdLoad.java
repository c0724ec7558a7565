// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.nbd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Loads an NBD server over connections that batch, and prints one line: requests a second, the server's
 * processor time for each in microseconds, what half and 99 of 100 requests did not exceed in microseconds,
 * requests a second of the slowest and the fastest connection, and the server's memory in KiB before any
 * connection, with the idle ones, and under load.
 */
public final class NbdLoad {

    /** How long idle connections rest before memory is looked at: the export lets go of idle buffers. */
    private static final long REST_MILLIS = 3000;

    /** How often memory is looked at under load. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** How long reads run before anything is measured, so that this program's own code is compiled. */
    private static final double WARM_UP_SECONDS = 1;

    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path socket;
    private final String export;
    private final Work.Kind kind;
    private final long begin;
    private final long size;
    private final int depth;
    private final int connections;
    private final int idle;
    private final double seconds;
    private final ServerProcess server;

    private NbdLoad(String[] words) {
        server = new ServerProcess(Long.parseLong(words[0]));
        socket = Path.of(words[1]);
        export = words[2];
        kind = Work.Kind.valueOf(words[3].toUpperCase(Locale.ROOT));
        begin = Long.parseLong(words[4]);
        size = Long.parseLong(words[5]);
        depth = Integer.parseInt(words[6]);
        connections = Integer.parseInt(words[7]);
        seconds = Double.parseDouble(words[8]);
        idle = Integer.parseInt(words[9]);
    }

    /** Runs; the script benchmarks/nbd says what the words are. */
    public static void main(String[] words) throws Exception {
        if (words.length != 10) {
            throw new IllegalArgumentException(
                    "PID SOCKET EXPORT read|write|allocate BEGIN SIZE DEPTH CONNECTIONS SECONDS IDLE");
        }
        new NbdLoad(words).run();
    }

    private void run() throws Exception {
        long before = server.residentKib();
        List<Batcher> resting = open(idle);
        long withIdle = before;
        if (idle > 0) {
            Thread.sleep(REST_MILLIS);
            withIdle = server.residentKib();
        }
        List<Batcher> warm = open(connections);
        for (Thread each : start(warm, Work.Kind.READ, WARM_UP_SECONDS)) {
            each.join();
        }
        close(warm);
        List<Batcher> busy = open(connections);
        double cpu = server.cpuSeconds();
        List<Thread> threads = start(busy, kind, seconds);
        long start = System.nanoTime();
        long underLoad = withIdle;
        for (Thread each : threads) {
            while (!each.join(LOOK)) {
                underLoad = Math.max(underLoad, server.residentKib());
            }
        }
        double took = (double) (System.nanoTime() - start) / NANOS;
        report(busy, took, server.cpuSeconds() - cpu, new long[] {before, withIdle, underLoad});
        close(resting);
        close(busy);
    }

    private static void close(List<Batcher> all) throws IOException {
        for (Batcher each : all) {
            each.close();
        }
    }

    private List<Batcher> open(int count) throws IOException {
        List<Batcher> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Batcher(socket, export));
        }
        return all;
    }

    /** Lets all begin at once: those that began first would leave the last hardly a turn. */
    private List<Thread> start(List<Batcher> busy, Work.Kind what, double howLong) {
        CountDownLatch begun = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        long share = size / busy.size();
        SplittableRandom random = new SplittableRandom(begin + depth);
        for (Batcher each : busy) {
            // Reads and overwrites go everywhere; each connection allocates clusters of its own.
            boolean own = what == Work.Kind.ALLOCATE;
            long from = own ? begin + threads.size() * share : begin;
            Work work = new Work(what, from, own ? from + share : begin + size, random.split());
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    begun.await();
                    each.run(work, depth, System.nanoTime() + (long) (howLong * NANOS));
                } catch (IOException | InterruptedException e) {
                    System.err.println("a connection failed: " + e.getMessage());
                    System.exit(1);
                }
            }));
        }
        begun.countDown();
        return threads;
    }

    private static void report(List<Batcher> busy, double took, double cpu, long[] memory) {
        Latencies all = new Latencies();
        busy.forEach(each -> all.addAll(each.latencies()));
        long answered = busy.stream().mapToLong(Batcher::answered).sum();
        System.out.printf(
                Locale.ROOT,
                "%.0f %.1f %d %d %.0f %.0f %d %d %d%n",
                answered / took,
                cpu * 1e6 / answered,
                all.percentile(50),
                all.percentile(99),
                busy.stream().mapToLong(Batcher::answered).min().orElse(0) / took,
                busy.stream().mapToLong(Batcher::answered).max().orElse(0) / took,
                memory[0],
                memory[1],
                memory[2]);
    }
}
