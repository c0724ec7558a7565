// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.nullco;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/**
 * One disk that forgets. Has no state at all, so requests need no lock.
 *
 * @param services lends the wait, which a drain ends
 * @param size in bytes
 * @param latency how long every request takes; nothing for at once
 * @param readZeroes whether a read writes zeroes into its buffer, or leaves it as it is
 */
record NullInstance(NodeServices services, long size, Duration latency, boolean readZeroes)
        implements DriverInstance {

    private static final Limits ANYTHING = new Limits(
            1, 1, Limits.MAX_TRANSFER, Long.MAX_VALUE, Long.MAX_VALUE, 1, true, true);

    @Override
    public long length() {
        return size;
    }

    @Override
    public Limits limits() {
        return ANYTHING;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags) {
        int result = takeTime(request, flags);
        if (readZeroes && result == IoResult.DONE) {
            target.fill((byte) 0);
        }
        return result;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        requireInside(offset, source.byteSize());
        return takeTime(request, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        requireInside(offset, length);
        return takeTime(request, flags);
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) {
        return takeTime(request, flags);
    }

    @Override
    public int flush(BlockRequest request, int flags) {
        return takeTime(request, flags);
    }

    /** A wait that a drain ends early is over: what is drained is not measured. */
    private int takeTime(BlockRequest request, int flags) {
        if (latency.isZero()) {
            return IoResult.DONE;
        }
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        services.pause(request, latency);
        return IoResult.DONE;
    }

    private void requireInside(long offset, long length) throws BlockException {
        if (offset > size - length) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE, "a null disk of " + size + " bytes does not grow");
        }
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags) {
        status.set((readZeroes ? BlockStatus.ZERO : BlockStatus.DATA) | BlockStatus.ALLOCATED, length);
        return IoResult.DONE;
    }

    @Override
    public void inactivate(BlockRequest request) {
        // Nothing is dirty.
    }

    @Override
    public void activate(BlockRequest request) {
        // Nothing was dropped.
    }

    /** Whether it is written to makes no difference; its options can't be changed. */
    @Override
    public Reopen prepareReopen(OpenContext context) {
        return Reopen.NOTHING;
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public Map<String, String> details() {
        return Map.of(
                "latency-ns", Long.toString(latency.toNanos()), "read-zeroes", readZeroes ? "on" : "off");
    }
}
