// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The qcow2 driver against qemu-img bench, interleaved: in every round each job is done by each side, and
 * ratios are taken within a round. A round before the first is not counted; it warms up both sides.
 */
public final class Qcow2Benchmark {

    private static final String USAGE = """
            Usage: benchmarks/qcow2 [--rounds N] [--folder FOLDER] [--profile]

              --rounds N       rounds that are counted, 5 unless told otherwise
              --folder FOLDER  where the images go, 1.5 GiB; its file system is named in the output
              --profile        compare nothing; say where this project spends processor time, for each job
            """;

    private static final int[] DEPTHS = {1, 16, 64};

    private final Subject ours = new Blockgraph();
    private final List<Subject> peers = List.of(new QemuImg("threads"), new QemuImg("io_uring"));
    private final Images images;

    private Qcow2Benchmark(Images images) {
        this.images = images;
    }

    /** Runs; see the usage text. */
    public static void main(String... arguments) throws Exception {
        int rounds = 5;
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        boolean profile = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
                case "--folder" -> parent = Path.of(arguments[++i]);
                case "--profile" -> profile = true;
                default -> {
                    System.err.print(USAGE);
                    System.exit(arguments[i].equals("--help") ? 0 : 2);
                }
            }
        }
        Images images = new Images(Files.createTempDirectory(parent, "blockgraph-benchmark"));
        try {
            Qcow2Benchmark benchmark = new Qcow2Benchmark(images);
            if (profile) {
                benchmark.profile();
            } else {
                System.out.println(conditions(parent) + ", " + rounds + " rounds");
                System.out.print(benchmark.compare(rounds));
            }
        } finally {
            images.delete();
        }
    }

    private static String conditions(Path folder) throws Exception {
        String qemu = QemuImg.output(List.of("qemu-img", "--version")).lines().findFirst().orElseThrow();
        return "file system " + Files.getFileStore(folder).type() + ", cache mode writeback, "
                + Runtime.getRuntime().availableProcessors() + " processors, " + qemu;
    }

    private static List<Job> jobs() {
        List<Job> jobs = new ArrayList<>();
        for (int depth : DEPTHS) {
            jobs.add(new Job(Job.Kind.READ, depth, 200_000));
        }
        for (int depth : DEPTHS) {
            jobs.add(new Job(Job.Kind.OVERWRITE, depth, 150_000));
        }
        for (int depth : DEPTHS) {
            jobs.add(new Job(Job.Kind.ALLOCATE, depth, 16_384));
        }
        return jobs;
    }

    private String compare(int rounds) throws Exception {
        Table table = new Table();
        List<Subject> all = new ArrayList<>(peers);
        all.add(ours);
        for (int round = 0; round <= rounds; round++) {
            for (Job job : jobs()) {
                for (Subject subject : all) {
                    Path image = images.ready(job);
                    double seconds = subject.run(job, image);
                    if (round > 0) {
                        table.add(job, subject, job.count() / seconds);
                    }
                    if (subject == ours && job.kind().writes()) {
                        images.check(image);
                    }
                }
            }
            System.err.println(round == 0 ? "warmed up" : "round " + round + " of " + rounds);
        }
        return table.text(ours, peers);
    }

    private void profile() throws Exception {
        for (Job job : jobs()) {
            ours.run(job, images.ready(job));
            Path image = images.ready(job);
            System.out.println(job.kind().words() + ", depth " + job.depth() + ": "
                    + Profile.of(() -> ours.run(job, image)));
        }
    }
}
