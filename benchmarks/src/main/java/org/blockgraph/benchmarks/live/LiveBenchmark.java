// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A graph that changes under load, against QEMU's storage daemon. In every round each side does the same
 * work; the peers come first, since this project is measured once more at a multiple of what they did.
 */
public final class LiveBenchmark {

    private static final String USAGE = """
            Usage: benchmarks/live [--rounds N] [--seconds N] [--folder FOLDER] [overlay|filter]...

            overlay: a qcow2 overlay is added beside a node that serves random reads of 4 KiB over NBD,
            64 at a time by fio, and deleted again, in a loop: blockdev-add and blockdev-del of QMP there,
            calls of GraphEditor in the serving process here. Once as often as it goes, and once at a little
            more than 5 times the peers' rate.
            filter: a throttle without limits is inserted into the path of threads that write and verify,
            and removed again, in a loop, as often as it goes and 500 times a second; this project alone.

              --rounds N       rounds, 3 unless told otherwise
              --seconds N      how long a measurement lasts, 3 unless told otherwise
              --folder FOLDER  where the images go, 256 MiB; its file system is named in the output
            """;

    /** What a paced run is measured at, times the better peer. */
    private static final double TIMES = 5.2;

    /** How often a filter is to come and go in a second. */
    private static final double WANTED = 500;

    private static final long SIZE = 256L << 20;

    private final Path folder;
    private final int seconds;
    private final LiveTable table = new LiveTable();

    private LiveBenchmark(Path folder, int seconds) {
        this.folder = folder;
        this.seconds = seconds;
    }

    /** Runs; see the usage text. */
    public static void main(String... arguments) throws Exception {
        int rounds = 3;
        int seconds = 3;
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Set<String> parts = new HashSet<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--seconds" -> seconds = Integer.parseInt(arguments[++i]);
                case "--folder" -> parent = Path.of(arguments[++i]);
                case "overlay", "filter" -> parts.add(arguments[i]);
                default -> {
                    System.err.print(USAGE);
                    System.exit(arguments[i].equals("--help") ? 0 : 2);
                }
            }
        }
        Path folder = Files.createTempDirectory(parent, "live");
        try {
            System.out.println(Files.getFileStore(folder).type() + ", "
                    + Runtime.getRuntime().availableProcessors() + " processors, JDK "
                    + Runtime.version() + ", "
                    + output("qemu-storage-daemon", "--version").lines().findFirst().orElse("?") + ", "
                    + rounds + " rounds of " + seconds + " s");
            new LiveBenchmark(folder, seconds).run(rounds, parts);
        } finally {
            for (String name : List.of("disk.qcow2", "overlay.qcow2", "nbd.sock", "qmp.sock")) {
                Files.deleteIfExists(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private void run(int rounds, Set<String> parts) throws Exception {
        makeImages();
        if (parts.isEmpty() || parts.contains("overlay")) {
            for (int round = 0; round < rounds; round++) {
                overlays();
            }
            System.out.println(table.overlays());
        }
        if (parts.isEmpty() || parts.contains("filter")) {
            for (int round = 0; round < rounds; round++) {
                for (double pace : new double[] {0, WANTED}) {
                    for (int writers : new int[] {1, 2, 4}) {
                        FilterRun run = new FilterRun(folder.resolve("disk.qcow2"), seconds);
                        table.add(run.measure(writers, pace));
                    }
                }
            }
            System.out.println(table.filters());
        }
    }

    private void makeImages() throws Exception {
        String disk = folder.resolve("disk.qcow2").toString();
        output("qemu-img", "create", "-f", "qcow2", disk, Long.toString(SIZE));
        output("qemu-io", "-f", "qcow2", "-c", "write -P 7 0 " + SIZE, disk);
        output("qemu-img", "create", "-f", "qcow2", folder.resolve("overlay.qcow2").toString(),
                Long.toString(SIZE));
        output("sync", disk);
    }

    private void overlays() throws Exception {
        List<Double> rates = new ArrayList<>();
        for (String aio : List.of("threads", "io_uring")) {
            rates.add(overlays(new QemuStorageDaemon(aio), "", 0));
        }
        overlays(new Blockgraph(), "", 0);
        double best = rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        overlays(new Blockgraph(), ", at " + TIMES + " times the better peer's rate", best * TIMES);
    }

    private double overlays(Side side, String how, double pace) throws Exception {
        Path socket = folder.resolve("nbd.sock");
        try (side) {
            side.start(folder.resolve("disk.qcow2"), socket);
            OverlayRun run = new OverlayRun(side, socket, folder.resolve("overlay.qcow2"), seconds);
            run.warm();
            OverlayRun.Result result = run.measure(pace);
            table.add(side.name() + how, result);
            return result.cycles().perSecond();
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    /** Runs a command to its end; what it prints is returned, a failure is an exception. */
    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + text.strip());
        }
        return text;
    }
}
