// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One open node of a driver.
 *
 * <p><b>I/O operations</b> are called by any thread, many at the same time, each holding a read of the graph
 * lock, only while ACTIVE. They block where they must, unless NOWAIT is given: then they answer {@link
 * IoResult#WOULD_BLOCK} without a side effect. Offsets, lengths and buffers keep to {@link #limits}. They lie
 * within {@link #length} rounded up to the request alignment, where a read fills what is behind the end with
 * zeroes; only writes and write-zeroes go further, and a driver that can't grow answers with OUT_OF_RANGE.
 * What a write puts behind the end within the last block may be dropped. Buffers are native, belong to the
 * caller and are not touched after the return. The request is passed on to children. They hold no lock across
 * a call to a child that an operation without NOWAIT, on another request, could need for ever.
 *
 * <p><b>Global-state operations</b> are called one at a time for a node, on a thread of the core's, with no
 * lock held and no I/O operation of this instance under way, except {@link #flush}.
 */
@ConsumerType
public interface DriverInstance {

    /**
     * Returns the size in bytes, without I/O. Changes only by {@link #truncate}, {@link #activate}, or a
     * write beyond the end.
     */
    @Io
    long length();

    /** Returns the limits; the same at every call between open and close. */
    @Io
    Limits limits();

    /** Fills the whole target from the offset. */
    @Io(lock = LockNeed.READ)
    int read(BlockRequest request, long offset, MemorySegment target, int flags) throws BlockException;

    /** Writes the whole source at the offset. FUA only where {@link Limits#fua}. */
    @Io(lock = LockNeed.READ)
    int write(BlockRequest request, long offset, MemorySegment source, int flags) throws BlockException;

    /**
     * Writes zeroes faster than by {@link #write}. NOT_SUPPORTED makes the core write buffers of zeroes,
     * unless NO_FALLBACK is given. Called only where {@link Limits#maxWriteZeroes} is above 0.
     */
    @Io(lock = LockNeed.READ)
    default int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, "this driver has no write-zeroes of its own");
    }

    /** Takes a hint that the bytes are not needed. Called only where {@link Limits#maxDiscard} is above 0. */
    @Io(lock = LockNeed.READ)
    default int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return IoResult.DONE;
    }

    /**
     * Makes every write that completed before this call durable, own metadata included, and flushes the
     * writable children.
     */
    @Io(lock = LockNeed.READ)
    int flush(BlockRequest request, int flags) throws BlockException;

    /** Describes the run at the offset; see {@link BlockStatus}. The default: all of it is data here. */
    @Io(lock = LockNeed.READ)
    default int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        status.set(BlockStatus.DATA | BlockStatus.ALLOCATED, length);
        return IoResult.DONE;
    }

    /** Changes the size, in bytes. Growth reads as zeroes. No other operation is under way. */
    @Io(lock = LockNeed.READ)
    default void truncate(BlockRequest request, long newLength) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, "this driver can't change the size");
    }

    /**
     * Writes everything that is dirty here, makes it durable, drops every cache. Afterwards the image's file
     * is the whole truth, and the instance may be closed without I/O or activated again. A filter that keeps
     * nothing has nothing to do: what requests wrote through it is made durable by their flushes.
     *
     * @param request for I/O on children, used on this thread
     * @throws BlockException when something could not be written; the instance is then only closed
     */
    @GlobalState
    void inactivate(BlockRequest request) throws BlockException;

    /** Reads again what {@link #inactivate} dropped; the image may have changed meanwhile. */
    @GlobalState
    void activate(BlockRequest request) throws BlockException;

    /**
     * Lets go of everything without I/O. Does not throw, and is called once. Files are the core's to close.
     */
    @GlobalState
    void close();

    /**
     * Prepares other options, another read-only state or other children. No request is in flight until the
     * outcome is known; nodes are prepared before their children. Nothing that others see changes before
     * {@link Reopen#commit}; but what is dirty is written and made durable here, as long as that is possible,
     * when the node becomes read-only.
     *
     * @param context what is wanted. An option that differs from the open's and is not asked for is refused
     *     by the core. A child or a file that is asked for is the one to use after the commit, if it differs
     *     from the present one; a child that is to be exchanged and is not asked for is refused as well
     * @throws BlockException INVALID or NOT_SUPPORTED, naming the option that can't be changed, or why the
     *     image can't be used that way
     */
    @GlobalState
    default Reopen prepareReopen(OpenContext context) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, context.nodeName() + ": this driver can't reopen");
    }

    /** Checks the image, and repairs what it is told to. */
    @GlobalState
    default CheckInfo check(BlockRequest request, Repair repair) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, "this driver's images can't be checked");
    }

    /** Changes format options of an existing image. */
    @GlobalState
    default void amend(BlockRequest request, DriverOptions options) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, "this driver can't amend images");
    }

    /**
     * Hears what a parent does next; see {@link Child#event}. The default: it is not heard. Called as I/O
     * operations are.
     */
    @Io(lock = LockNeed.READ)
    default void event(BlockRequest request, BlkEvent event) throws BlockException {
        // Most drivers don't care.
    }

    /**
     * Does what a person tells it, while requests run and many at the same time, between open and close, on a
     * thread of the core's with a deadline. Where it waits it pauses in {@link NodeServices}, which a drain
     * ends. The answer is copied by the core.
     *
     * @param request for pauses
     * @param words the command and its arguments, at least one word
     * @return text for people, of any number of lines; empty for nothing to say
     * @throws BlockException INVALID for words that the driver does not understand, naming those that it does
     */
    @Io(lock = LockNeed.READ)
    default String command(BlockRequest request, List<String> words) throws BlockException {
        throw new BlockException(BlockError.NOT_SUPPORTED, "this driver takes no commands");
    }

    /** Tells of the image, by the names that qemu-img info uses. Copied by the core at once. */
    @Io
    default Map<String, String> details() {
        return Map.of();
    }

    /** What a check repairs. */
    enum Repair {
        /** Nothing. */
        NONE,
        /** Storage that nothing refers to. */
        LEAKS,
        /** Everything that can be. */
        ALL
    }
}
