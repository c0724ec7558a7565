// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.pace;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.api.driver.BlockDriverType;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.DriverKind;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;
import org.osgi.service.component.annotations.Component;

/** A filter that reads and writes no faster, on average, than its option {@code bytes-per-second} says. */
@Component(service = BlockDriver.class)
@BlockDriverType(format = "pace", kind = DriverKind.FILTER)
public final class PaceDriver implements BlockDriver {

    @Override
    public DriverInstance open(OpenContext context) throws BlockException {
        long pace = context.options().size("bytes-per-second", 0);
        if (pace <= 0) {
            throw new BlockException(BlockError.INVALID, context.nodeName() + ": needs bytes-per-second > 0");
        }
        Child file = context.child("file", EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        return new Paced(file, context.services(), pace, file.limits(), new AtomicLong(System.nanoTime()));
    }

    /** One node. Its requests come from many threads at once; a request pays for its time afterwards. */
    private record Paced(Child file, NodeServices services, long pace, Limits limits, AtomicLong paidUntil)
            implements DriverInstance {

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public int read(BlockRequest request, long at, MemorySegment target, int flags)
                throws BlockException {
            boolean go = mayGo(request, flags);
            return go ? pay(file.read(request, at, target, flags), target.byteSize()) : IoResult.WOULD_BLOCK;
        }

        @Override
        public int write(BlockRequest request, long at, MemorySegment source, int flags)
                throws BlockException {
            boolean go = mayGo(request, flags);
            return go ? pay(file.write(request, at, source, flags), source.byteSize()) : IoResult.WOULD_BLOCK;
        }

        /** Waits for what others owe; a drain ends the wait, so that it never lasts long. */
        private boolean mayGo(BlockRequest request, int flags) {
            long early = paidUntil.get() - System.nanoTime();
            if (early > 0 && (flags & IoFlags.NOWAIT) == 0) {
                services.pause(request, Duration.ofNanos(early));
                return true;
            }
            return early <= 0;
        }

        private int pay(int result, long bytes) {
            long now = System.nanoTime();
            long price = result == IoResult.DONE ? (long) (bytes * 1e9 / pace) : 0;
            paidUntil.updateAndGet(until -> (until - now > 0 ? until : now) + price);
            return result;
        }

        @Override
        public int flush(BlockRequest request, int flags) throws BlockException {
            return file.flush(request, flags);
        }

        @Override
        public int blockStatus(BlockRequest request, long at, long size, BlockStatus status, int flags) {
            status.set(BlockStatus.RECURSE, size);
            status.at(file.name(), at);
            return IoResult.DONE;
        }

        @Override
        public void inactivate(BlockRequest request) {
            // Nothing is kept here; what is below is not this node's to write.
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
