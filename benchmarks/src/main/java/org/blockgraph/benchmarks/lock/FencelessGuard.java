// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Readers without any fence: the writer has the kernel put a fence into every running thread. A prototype
 * for a figure. It rests on what this compiler does with release stores and acquire fences, which the
 * memory model does not promise; it has no holds, no nesting, no sleep and no refusals.
 */
final class FencelessGuard implements Guard {

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Counted.class, "count", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final List<Counted> readers = new CopyOnWriteArrayList<>();
    private final Membarrier barrier = new Membarrier();

    /** Set by the writer, before the barrier and its look at the counts. */
    private volatile boolean writing;

    @Override
    public Reader newReader() {
        Counted reader = new Counted();
        readers.add(reader);
        return reader;
    }

    @Override
    public void write(Runnable change) {
        writing = true;
        barrier.everywhere();
        while (readers.stream().anyMatch(each -> (long) COUNT.getAcquire(each) != 0)) {
            Thread.yield();
        }
        change.run();
        writing = false;
    }

    /** Its count is 120 bytes away from whatever else is written. */
    private abstract static class Front {
        long p0;
        long p1;
        long p2;
        long p3;
        long p4;
        long p5;
        long p6;
        long p7;
        long p8;
        long p9;
        long p10;
        long p11;
        long p12;
        long p13;
        long p14;
    }

    private final class Counted extends Front implements Reader {
        private long count;
        long t0;
        long t1;
        long t2;
        long t3;
        long t4;
        long t5;
        long t6;
        long t7;
        long t8;
        long t9;
        long t10;
        long t11;
        long t12;
        long t13;
        long t14;

        @Override
        public void enter() {
            count(count + 1);
            while (writing) {
                count(count - 1);
                while (writing) {
                    Thread.yield();
                }
                count(count + 1);
            }
        }

        private void count(long next) {
            COUNT.setRelease(this, next);
            // No instruction on this processor, but the compiler moves nothing across it.
            VarHandle.acquireFence();
        }

        @Override
        public void leave() {
            COUNT.setRelease(this, count - 1);
        }
    }
}
