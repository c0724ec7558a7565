// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.live;

import java.nio.file.Path;

/** One side in one round: its reads alone, its reads while overlays come and go, and how often those do. */
final class OverlayRun {

    /**
     * What came of it.
     *
     * @param alone reads a second, undisturbed, before and after
     * @param disturbed reads a second meanwhile
     * @param cycles how long each cycle took
     */
    record Result(double alone, double disturbed, Times cycles) {}

    private static final int WARM_RUNS = 5;

    private final Side side;
    private final Path socket;
    private final Path overlay;
    private final int seconds;

    OverlayRun(Side side, Path socket, Path overlay, int seconds) {
        this.side = side;
        this.socket = socket;
        this.overlay = overlay;
        this.seconds = seconds;
    }

    /** Brings the code of both to its usual speed: the compiler of a JVM works beside it for some seconds. */
    void warm() throws Exception {
        for (int i = 0; i < WARM_RUNS; i++) {
            disturbed(0);
        }
    }

    /**
     * Measures.
     *
     * @param pace cycles a second, where that many can be made; 0 for as many as there can be
     */
    Result measure(double pace) throws Exception {
        double before = Fio.start(socket, seconds).iops();
        Times cycles = new Times();
        double meanwhile = disturbed(pace, cycles);
        double after = Fio.start(socket, seconds).iops();
        return new Result((before + after) / 2, meanwhile, cycles);
    }

    private void disturbed(double pace) throws Exception {
        disturbed(pace, new Times());
    }

    private double disturbed(double pace, Times cycles) throws Exception {
        Fio load = Fio.start(socket, seconds);
        cycles.begin();
        Cadence cadence = new Cadence(pace);
        while (load.isRunning()) {
            long start = System.nanoTime();
            side.cycle(overlay);
            cycles.add(start);
            cadence.await();
        }
        return load.iops();
    }
}
