// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a client does I/O through: the top of one chain of nodes. Any thread may call, many at the same
 * time; a request runs on the thread that brought it, except that a call which may block moves from a
 * virtual thread to the core's bounded pool. While a driver below is being replaced requests wait; they do
 * not fail. Interrupting a thread that waits at the gate cancels its request; interrupting one that is
 * inside changes nothing for anybody.
 *
 * <p>Buffers belong to the caller and are not touched after the call returned, unless it threw ABANDONED:
 * then the thread that hangs may still touch the buffer until it returns. Native segments are passed through;
 * others are copied. The whole length is transferred or the call throws. What a target holds after an
 * exception or WOULD_BLOCK is undefined.
 *
 * <p>All I/O operations throw {@link BlockException}: OUT_OF_RANGE, READ_ONLY, IO, NO_SPACE, NO_DRIVER
 * (parked beyond the device's deadline, or orphaned), BUSY (more than {@link #MAX_WAITING} requests wait at
 * the gate), CANCELLED, ABANDONED, SHUTDOWN.
 */
@ProviderType
public interface BlockDevice {

    /** The most requests that wait at one device's gate; a further one fails with BUSY. */
    int MAX_WAITING = 4096;

    /** The most request tokens that one device has given out; a further one is refused with BUSY. */
    int MAX_REQUESTS = 16_384;

    /** The most uses of one device; a further one is refused with BUSY. */
    int MAX_USES = 1024;

    /** Returns the device's name. */
    @Io
    String name();

    /** Returns the size in bytes, as seen now. */
    @Io
    long length();

    /** Tells whether writes are refused. */
    @Io
    boolean readOnly();

    /** Returns the limits of the root node. Requests need not keep to them; those that do are faster. */
    @Io
    Limits limits() throws BlockException;

    /**
     * Preallocates a token for one client that issues its requests one after the other, with a confined
     * context of its own. Not for the fast path.
     *
     * @param client who it is for, for reports
     */
    @Io(lock = LockNeed.NONE)
    BlockRequest newRequest(String client) throws BlockException;

    /**
     * Reads.
     *
     * @param request a token of this device that is not in use
     * @param offset where, in bytes
     * @param target filled from its start to its end
     * @param flags NOWAIT or none
     * @return {@link IoResult}
     */
    @Io(lock = LockNeed.NONE)
    int read(BlockRequest request, long offset, MemorySegment target, int flags) throws BlockException;

    /** Writes the whole source at the offset. Flags: NOWAIT, FUA. */
    @Io(lock = LockNeed.NONE)
    int write(BlockRequest request, long offset, MemorySegment source, int flags) throws BlockException;

    /** Writes zeroes. Flags: NOWAIT, FUA, MAY_UNMAP, NO_FALLBACK. */
    @Io(lock = LockNeed.NONE)
    int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException;

    /** Says that the bytes are not needed; a hint, what they read as afterwards is the driver's affair. */
    @Io(lock = LockNeed.NONE)
    int discard(BlockRequest request, long offset, long length, int flags) throws BlockException;

    /** Makes every write that completed before the call durable, in every writable child. */
    @Io(lock = LockNeed.NONE)
    int flush(BlockRequest request, int flags) throws BlockException;

    /**
     * Asks for the status of the longest run from the offset that has one status, all nodes of the chain
     * taken together; RECURSE is resolved.
     */
    @Io(lock = LockNeed.NONE)
    int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException;

    /**
     * Reads into a buffer from its position to its limit, which it reaches; borrows a token of the device.
     */
    @Io(lock = LockNeed.NONE)
    void read(long offset, ByteBuffer target) throws BlockException;

    /** Writes a buffer from its position to its limit, which it reaches; borrows a token of the device. */
    @Io(lock = LockNeed.NONE)
    void write(long offset, ByteBuffer source) throws BlockException;

    /** Flushes; borrows a token of the device. */
    @Io(lock = LockNeed.NONE)
    void flush() throws BlockException;

    /**
     * Keeps the device from being closed, except by force, until the result is closed.
     *
     * @param user who uses it, as in "the export d0 at unix:/run/d0.sock"
     * @param remedy how to end the use, for whoever wants to close the device
     * @throws BlockException SHUTDOWN when the device is closed or being closed, BUSY beyond {@link
     *     #MAX_USES}
     */
    @Io
    DeviceUse use(String user, String remedy) throws BlockException;

    /** Changes the size of the root node in bytes. */
    @GlobalState
    void truncate(long length) throws BlockException;
}
