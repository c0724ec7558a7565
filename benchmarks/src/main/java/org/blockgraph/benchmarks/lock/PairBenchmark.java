// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A reader that enters and leaves, again and again: the time that one pair takes on one processor. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PairBenchmark {

    private static final int VIRTUAL_THREADS = 64;
    private static final int CARRIERS = 2;
    private static final int PAIRS = 20_000;

    /** A virtual thread lets others run so often, inside its read. */
    private static final int PAIRS_TO_YIELD = 1_000;

    /** The lock of a trial. */
    @State(Scope.Benchmark)
    public static class Lock {
        /** Which lock. */
        @Param
        public Kind kind;

        /** The pause between two writes, in microseconds; 0: nobody writes. */
        @Param({"0", "1000"})
        public long pause;

        private Guard guard;
        private PacedWriter writer;

        /** Makes the lock and its writer. */
        @Setup
        public void make() {
            guard = kind.make();
            writer = pause == 0 ? null : new PacedWriter(guard, pause);
        }

        /** Stops the writer. */
        @TearDown
        public void stop() {
            if (writer != null) {
                writer.close();
            }
        }
    }

    /** A platform thread's way in. */
    @State(Scope.Thread)
    public static class One {
        private Guard.Reader reader;

        /** Makes it. */
        @Setup
        public void make(Lock lock) {
            reader = lock.guard.newReader();
        }
    }

    /** The ways in of all virtual threads. */
    @State(Scope.Benchmark)
    public static class Many {
        private final List<Guard.Reader> readers = new ArrayList<>();

        /** Makes them. */
        @Setup
        public void make(Lock lock) {
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                readers.add(lock.guard.newReader());
            }
        }
    }

    /** One pair, by as many platform threads as the run is given. */
    @Benchmark
    public void platform(One one) {
        one.reader.enter();
        one.reader.leave();
    }

    /** The same by virtual threads that change places while they are inside; the time is one carrier's. */
    @Benchmark
    @OperationsPerInvocation(VIRTUAL_THREADS * PAIRS / CARRIERS)
    public void virtual(Many many) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Guard.Reader reader : many.readers) {
            threads.add(Thread.startVirtualThread(() -> pairs(reader)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void pairs(Guard.Reader reader) {
        for (int i = 1; i <= PAIRS; i++) {
            reader.enter();
            if (i % PAIRS_TO_YIELD == 0) {
                Thread.yield();
            }
            reader.leave();
        }
    }
}
