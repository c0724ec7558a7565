// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;

/**
 * The way into one node: every edge to it and every device on it calls the node's driver through its pipe.
 *
 * <p><b>I/O operations</b> mean what they mean in {@link org.blockgraph.api.driver.Child} and may be called
 * by any thread that holds a read of the graph lock. A request that the driver takes as it is costs no lock,
 * no allocation and no atomic update. What waits, waits for other requests inside this node to finish, and
 * is not interruptible.
 *
 * <p>All of them throw: ABANDONED for a request that was given up; NO_DRIVER while the node is not served,
 * which is a bug above that the assertions show; OUT_OF_RANGE for an offset that is no place; READ_ONLY;
 * BUSY without native memory; DRIVER_FAULT for a driver that breaks its contract; and what the driver throws.
 */
public final class NodePipe {

    private final String node;
    private final WriteThreshold threshold;
    private final Tracker tracker;
    private final BouncePool pool;
    private final ReadPath reads;
    private final WritePath writes;
    private final ZeroPath zeroes;
    private final DiscardPath discards;

    /** Set while no request is inside but those that were given up; null while the node is not served. */
    private volatile DriverPort port;

    /**
     * A pipe that is not served yet.
     *
     * @param node the node's name, for messages
     * @param memory shared by all pipes of a graph
     * @param threshold looks at every write
     */
    public NodePipe(String node, BounceMemory memory, WriteThreshold threshold) {
        this.node = node;
        this.threshold = threshold;
        this.tracker = new Tracker(node);
        this.pool = new BouncePool(node, memory);
        this.reads = new ReadPath(tracker, pool);
        this.writes = new WritePath(tracker, pool);
        this.zeroes = new ZeroPath(writes, memory);
        this.discards = new DiscardPath(writes);
    }

    /**
     * Hands requests to an instance from now on. Called under the write lock, or before anyone can reach the
     * node. It calls no code of the driver's.
     */
    @GlobalState(lock = LockNeed.WRITE)
    public void serve(DriverInstance instance, Terms terms) {
        port = new DriverPort(node, instance, terms);
    }

    /** Hands requests to nobody from now on. Called under the write lock. */
    @GlobalState(lock = LockNeed.WRITE)
    public void clear() {
        port = null;
    }

    /** Returns what looks at every write. */
    public WriteThreshold threshold() {
        return threshold;
    }

    /** Tells whether an instance is set. */
    public boolean served() {
        return port != null;
    }

    /** Returns the size in bytes. */
    public long length() throws BlockException {
        return served(null).length();
    }

    /** Returns the terms that requests are handed on by. */
    public Terms terms() throws BlockException {
        return served(null).terms;
    }

    /** Returns the limits of the instance. */
    public Limits limits() throws BlockException {
        return terms().limits();
    }

    /** Fills the whole target; what lies beyond the end is zeroes. Flags: NOWAIT. */
    @Io(lock = LockNeed.READ)
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        DriverPort to = served(request);
        return to.readsDirectly(offset, target)
                ? to.read(request, offset, target, flags)
                : reads.read(to, request, offset, target, flags);
    }

    /**
     * Writes the whole source, also beyond the end where the driver can grow. Flags: NOWAIT, FUA,
     * WRITE_UNCHANGED.
     */
    @Io(lock = LockNeed.READ)
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        DriverPort to = served(request);
        threshold.see(offset, source.byteSize());
        return to.writesDirectly(offset, source, flags)
                ? to.write(request, offset, source, flags & WritePath.DRIVER_FLAGS)
                : writes.write(to, request, offset, source, flags);
    }

    /** Writes zeroes. Flags: NOWAIT, FUA, MAY_UNMAP, NO_FALLBACK, WRITE_UNCHANGED. */
    @Io(lock = LockNeed.READ)
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        DriverPort to = served(request);
        threshold.see(offset, length);
        return zeroes.writeZeroes(to, request, offset, length, flags);
    }

    /** Discards the aligned inside of the range, where the driver takes discards at all. Flags: NOWAIT. */
    @Io(lock = LockNeed.READ)
    public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return discards.discard(served(request), request, offset, length, flags);
    }

    /** Flushes, whatever completed before the call included. Flags: NOWAIT. */
    @Io(lock = LockNeed.READ)
    public int flush(BlockRequest request, int flags) throws BlockException {
        return served(request).flush(request, flags);
    }

    /**
     * Asks this node alone, neither its backing child nor where RECURSE points; {@link StatusWalk} does
     * those. Flags: NOWAIT.
     */
    @Io(lock = LockNeed.READ)
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        return StatusPath.blockStatus(served(request), request, offset, length, status, flags);
    }

    /** Changes the size, in bytes; where writes are tracked, once those behind the smaller size are done. */
    @Io(lock = LockNeed.READ)
    public void truncate(BlockRequest request, long length) throws BlockException {
        writes.truncate(served(request), request, length);
    }

    /** Tells the driver what a parent does next. */
    public void event(BlockRequest request, BlkEvent event) throws BlockException {
        served(request).event(request, event);
    }

    /** Gives the driver a command; returns its answer. */
    public String command(BlockRequest request, List<String> words) throws BlockException {
        return served(request).command(request, words);
    }

    /**
     * Takes a range for a request alone: until the place is closed no tracked operation of another request
     * overlaps it. The request's own operations within the range pass. At most one range at a time for a
     * request, on a node that tracks. Flags: NOWAIT.
     *
     * @return the place, to be closed by the caller; null instead of WOULD_BLOCK
     */
    @Io(lock = LockNeed.READ)
    public Tracked serialise(BlockRequest request, long offset, long length, int flags)
            throws BlockException {
        return writes.serialise(served(request), request, offset, length, flags);
    }

    /**
     * Forgets a request that was given up, after its mark is set: nobody waits for it any more, its bounce
     * memory is written off, and where it waits itself it wakes and throws ABANDONED. Any thread; no I/O.
     */
    public void forget(BlockRequest request) {
        tracker.forget(request);
        pool.forget(request);
    }

    /** Returns how many requests are tracked here now, inside or waiting; for diagnostics. */
    public int tracked() {
        return tracker.size();
    }

    /** Makes the exception for a status that makes no sense. */
    BlockException statusFault(long offset, String how) {
        return ExceptionCopy.fault(node, "block status", offset, how);
    }

    private DriverPort served(BlockRequest request) throws BlockException {
        DriverPort now = port;
        if (now == null) {
            throw notServed(request);
        }
        return now;
    }

    private BlockException notServed(BlockRequest request) throws BlockException {
        if (request != null) {
            Abandonment.check(node, request);
        }
        assert false : node + ": met without a driver; its gates should have kept everyone out";
        String sentence = node + ": has no driver now; see block:why " + node;
        return new BlockException(BlockError.NO_DRIVER, node, sentence);
    }
}
