// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.CreateContext;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;

/** A filter whose reads wait for very long, unless a drain ends that, and whose flushes start a task. */
final class PausingDriver implements BlockDriver {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** Reads wait while it is set. */
    volatile boolean pausing;

    /** What the last opened node was lent. */
    private volatile NodeServices lent;

    final AtomicInteger inPause = new AtomicInteger();
    final AtomicInteger tasksRun = new AtomicInteger();

    @Override
    public void create(CreateContext context) {
        // The filter has no structures of its own.
    }

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        Child file = context.child("file", EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        lent = context.services();
        return new Instance(file, lent);
    }

    /** Waits in the node that was opened last; returns whether the time is over. */
    boolean pause(BlockRequest request) {
        return pause(lent, request);
    }

    private boolean pause(NodeServices services, BlockRequest request) {
        inPause.incrementAndGet();
        try {
            return services.pause(request, LONG);
        } finally {
            inPause.decrementAndGet();
        }
    }

    private final class Instance implements DriverInstance {
        private final Child file;
        private final NodeServices services;

        Instance(Child file, NodeServices services) {
            this.file = file;
            this.services = services;
        }

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public Limits limits() {
            return Limits.BYTES;
        }

        @Override
        public int read(BlockRequest request, long offset, MemorySegment target, int flags)
                throws BlockException {
            if (pausing) {
                pause(services, request);
            }
            return file.read(request, offset, target, flags);
        }

        @Override
        public int write(BlockRequest request, long offset, MemorySegment source, int flags)
                throws BlockException {
            return file.write(request, offset, source, flags);
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            services.execute(token -> tasksRun.incrementAndGet());
            return IoResult.DONE;
        }

        @Override
        public void inactivate(BlockRequest request) {
            // Nothing is kept.
        }

        @Override
        public void activate(BlockRequest request) {
            // Nothing was dropped.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
