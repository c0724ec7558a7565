// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.FileHandle;
import org.blockgraph.api.driver.FileRequest;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;

/**
 * One open file. Has no state but its size: everything else is the kernel's. A system call is not touched by
 * an interrupt of the calling thread. Which file it is, and by which descriptor, is replaced by a reopen,
 * under the write lock, and read under a read hold or by global-state operations.
 */
final class FileInstance implements DriverInstance {

    private final String node;
    private final Limits limits;
    private FileHandle handle;
    private int fd;
    private FileRanges ranges;

    /** Grows with writes behind the end, by any thread; otherwise set while nothing is in flight. */
    private final AtomicLong length;

    /**
     * The error number of a sync that failed, or 0. The kernel reports a lost page once and may then call it
     * clean: from then on no flush of this instance may say that all is well.
     */
    private volatile long failedSync;

    /**
     * Whether there may be something to sync: without a write there is nothing, and yet a sync makes the disk
     * write out its cache. Set before the first write, by any thread, and for ever.
     */
    private volatile boolean written;

    /** Serves a file that an earlier instance may have written to, or nobody yet. */
    FileInstance(String node, FileHandle handle, long length, Limits limits, boolean written) {
        this.node = node;
        this.written = written;
        this.limits = limits;
        this.length = new AtomicLong(length);
        use(handle, new FileRanges(node, handle, limits));
    }

    private void use(FileHandle now, FileRanges nowRanges) {
        handle = now;
        fd = now.descriptor();
        ranges = nowRanges;
    }

    @Override
    public long length() {
        return length.get();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        MemorySegment scratch = request.scratch();
        long size = target.byteSize();
        if ((flags & IoFlags.NOWAIT) != 0) {
            // Part of it, or none: the rest would have to wait for the disk.
            long got = size == 0 ? 0 : Linux.preadNoWait(scratch, fd, target, size, offset);
            return got == size ? IoResult.DONE : IoResult.WOULD_BLOCK;
        }
        long done = 0;
        while (done < size) {
            MemorySegment rest = done == 0 ? target : target.asSlice(done);
            long got = Linux.pread(scratch, fd, rest, size - done, offset + done);
            if (got == 0) {
                rest.fill((byte) 0);
                return IoResult.DONE;
            }
            if (got < 0 && got != -Errno.EINTR) {
                throw Errors.of(node, handle.path(), "read", offset + done, -got);
            }
            done += Math.max(got, 0);
            if (done < size && done % limits.requestAlignment() != 0) {
                // Past the page cache only the end of the file cuts a block; some refuse to go on from there.
                target.asSlice(done).fill((byte) 0);
                return IoResult.DONE;
            }
        }
        return IoResult.DONE;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        if ((flags & IoFlags.NOWAIT) != 0) {
            // A write into the page cache may wait for memory, a block, or the journal.
            return IoResult.WOULD_BLOCK;
        }
        writing();
        MemorySegment scratch = request.scratch();
        long size = source.byteSize();
        long done = 0;
        while (done < size) {
            MemorySegment rest = done == 0 ? source : source.asSlice(done);
            long put = Linux.pwrite(scratch, fd, rest, size - done, offset + done);
            if (put < 0 && put != -Errno.EINTR) {
                throw Errors.of(node, handle.path(), "write", offset + done, -put);
            }
            done += Math.max(put, 0);
        }
        grow(offset + size);
        return IoResult.DONE;
    }

    private void writing() {
        if (!written) {
            written = true;
        }
    }

    private void grow(long end) {
        if (end > length.get()) {
            length.accumulateAndGet(end, Math::max);
        }
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long size, int flags) throws BlockException {
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        writing();
        ranges.zero(request.scratch(), offset, size, (flags & IoFlags.MAY_UNMAP) != 0, length.get());
        grow(offset + size);
        return IoResult.DONE;
    }

    @Override
    public int discard(BlockRequest request, long offset, long size, int flags) throws BlockException {
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        writing();
        ranges.discard(request.scratch(), offset, size);
        return IoResult.DONE;
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        sync(request);
        return IoResult.DONE;
    }

    private void sync(BlockRequest request) throws BlockException {
        if (!handle.writable() || !written) {
            return;
        }
        long before = failedSync;
        long result = before == 0 ? Linux.fdatasync(request.scratch(), fd) : -before;
        if (result < 0) {
            failedSync = -result;
            BlockException why = Errors.of(node, handle.path(), "sync", BlockException.NO_OFFSET, -result);
            throw before == 0
                    ? why
                    : new BlockException(
                            why.error(),
                            node,
                            why.getMessage() + "; an earlier sync failed, so what was written since"
                                    + " the last good one may be lost: check the image and open it again");
        }
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long size, BlockStatus status, int flags)
            throws BlockException {
        ranges.status(request.scratch(), offset, size, length.get(), status);
        return IoResult.DONE;
    }

    @Override
    public void truncate(BlockRequest request, long newLength) throws BlockException {
        if (handle.blockDevice()) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    node,
                    handle.path() + ": a block device's size can't be changed here");
        }
        writing();
        long result = Linux.ftruncate(request.scratch(), fd, newLength);
        if (result < 0) {
            throw Errors.of(node, handle.path(), "resize", newLength, -result);
        }
        length.set(newLength);
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        sync(request);
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        long now = Linux.lseek(request.scratch(), fd, 0, Linux.SEEK_END);
        if (now < 0) {
            throw Errors.of(node, handle.path(), "find the size of", BlockException.NO_OFFSET, -now);
        }
        length.set(now);
    }

    @Override
    public Reopen prepareReopen(OpenContext context) throws BlockException {
        FileRequest wanted = FileDriver.request(context);
        if (!wanted.path().toAbsolutePath().equals(handle.path()) || wanted.direct() != handle.direct()) {
            String option = wanted.direct() != handle.direct() ? "cache.direct" : "filename";
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    node,
                    node + ": the option '" + option + "' can't be changed while the file is open; open a new"
                            + " node and put it in place");
        }
        sync(context.request());
        FileHandle now = context.file(wanted);
        FileRanges nowRanges = new FileRanges(node, now, limits);
        return () -> use(now, nowRanges);
    }

    @Override
    public void close() {
        // The descriptor is the core's, and nothing else is held.
    }

    @Override
    public Map<String, String> details() {
        return Map.of(
                "filename", handle.path().toString(),
                "cache.direct", handle.direct() ? "on" : "off",
                "type", handle.blockDevice() ? "block device" : "file");
    }
}
