// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A writer that enters and leaves while as many threads as there are processors read all the time. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class WriterBenchmark {

    /** Between two writes. */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** The lock of a trial and its readers. */
    @State(Scope.Benchmark)
    public static class Lock {
        /** Which lock. */
        @Param
        public Kind kind;

        /** How many ways in there are; each thread uses its share of them in turn. 0: nobody reads. */
        @Param({"1", "10", "100", "1000"})
        public int contexts;

        private Guard guard;
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean stopping;

        /** Makes the lock and lets the readers loose. */
        @Setup
        public void make() {
            guard = kind.make();
            int count = Math.min(contexts, Runtime.getRuntime().availableProcessors());
            for (int i = 0; i < count; i++) {
                Guard.Reader[] share = new Guard.Reader[contexts / count];
                for (int k = 0; k < share.length; k++) {
                    share[k] = guard.newReader();
                }
                threads.add(Thread.ofPlatform().daemon().name("reader " + i).start(() -> read(share)));
            }
        }

        private void read(Guard.Reader[] share) {
            while (!stopping) {
                for (Guard.Reader reader : share) {
                    reader.enter();
                    reader.leave();
                }
            }
        }

        /** Leaves the readers alone for a while. */
        @Setup(Level.Invocation)
        public void pause() {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }

        /** Ends the readers. */
        @TearDown
        public void stop() throws InterruptedException {
            stopping = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** What a writer takes to come in and leave again. */
    @Benchmark
    public void write(Lock lock) {
        lock.guard.write(() -> {});
    }
}
