// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/** A filter that passes everything on and counts, and fails where a test wants it to. */
final class PassDriver implements BlockDriver {

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    /** What the last opened node was lent. */
    volatile NodeServices services;

    volatile boolean failOpen;

    /** How often an instance flushes before it goes, and how many came back from that. */
    volatile int flushes = 1;

    final AtomicInteger inactivated = new AtomicInteger();

    /** The node whose reopen fails in its preparation, or in its commit, or none. */
    volatile String failPrepare = "";

    volatile String failCommit = "";

    /** What reopens did, in order. */
    final List<String> reopens = new CopyOnWriteArrayList<>();

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        if (failOpen) {
            throw new BlockException(BlockError.IO, context.nodeName(), "told to fail");
        }
        Child file = context.child("file", EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        services = context.services();
        return new Instance(context.nodeName(), file, context.options().text("colour"));
    }

    private final class Instance implements DriverInstance {
        private final String node;
        private volatile Child file;
        private volatile String colour;

        Instance(String node, Child file, String colour) {
            this.node = node;
            this.file = file;
            this.colour = colour;
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
        public int read(BlockRequest request, long at, MemorySegment target, int flags)
                throws BlockException {
            requests.incrementAndGet();
            return file.read(request, at, target, flags);
        }

        @Override
        public int write(BlockRequest request, long at, MemorySegment source, int flags)
                throws BlockException {
            requests.incrementAndGet();
            return file.write(request, at, source, flags);
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            requests.incrementAndGet();
            return file.flush(request, flags);
        }

        @Override
        public int blockStatus(BlockRequest request, long at, long size, BlockStatus status, int flags) {
            status.set(BlockStatus.RECURSE, size);
            status.at(file.name(), at);
            return IoResult.DONE;
        }

        @Override
        public void truncate(BlockRequest request, long newLength) throws BlockException {
            file.truncate(request, newLength);
        }

        @Override
        public void inactivate(BlockRequest request) throws BlockException {
            try {
                for (int i = 0; i < flushes; i++) {
                    file.flush(request, IoFlags.NONE);
                }
            } finally {
                inactivated.incrementAndGet();
            }
        }

        @Override
        public void activate(BlockRequest request) {
            // Nothing was dropped.
        }

        @Override
        public Reopen prepareReopen(OpenContext context) throws BlockException {
            if (failPrepare.equals(node)) {
                throw new BlockException(BlockError.IO, node, "told to fail");
            }
            reopens.add("prepare " + node + (context.readOnly() ? " ro" : " rw"));
            String nowColour = context.options().text("colour");
            Child nowFile = context.child("file", EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY));
            return new Reopen() {
                @Override
                public void commit() {
                    reopens.add("commit " + node);
                    if (failCommit.equals(node)) {
                        throw new IllegalStateException("told to fail");
                    }
                    colour = nowColour;
                    file = nowFile;
                }

                @Override
                public void abort() {
                    reopens.add("abort " + node);
                }
            };
        }

        @Override
        public Map<String, String> details() {
            return Map.of("colour", colour == null ? "" : colour);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
