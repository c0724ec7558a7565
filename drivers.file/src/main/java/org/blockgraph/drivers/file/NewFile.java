// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** A file that is being made: open for writing until it is closed, and empty at first. One thread. */
final class NewFile implements AutoCloseable {

    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 0x40;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    /** The permissions of a new file, before the process's mask: everybody reads, the owner writes. */
    private static final int MODE = 0644;

    private static final int PIECE = 1 << 20;

    private static final MethodHandle OPEN = Linux.handle(
            "open",
            FunctionDescriptor.of(Linux.INT, ValueLayout.ADDRESS, Linux.INT, Linux.INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            Linux.handle("close", FunctionDescriptor.of(Linux.INT, Linux.INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment scratch = arena.allocate(BlockRequest.SCRATCH_BYTES, Long.BYTES);
    private final String name;
    private final Path path;
    private final int fd;

    /**
     * Makes the file, or cuts the one that is there to nothing.
     *
     * @param name for messages
     */
    NewFile(String name, Path path) throws BlockException {
        this.name = name;
        this.path = path;
        boolean done = false;
        int opened = -1;
        try {
            opened = (int) require("make", open());
            this.fd = opened;
            require("empty", Linux.ftruncate(scratch, opened, 0));
            done = true;
        } finally {
            if (!done) {
                closeDescriptor(opened);
                arena.close();
            }
        }
    }

    private long open() {
        try {
            MemorySegment text = arena.allocateFrom(path.toString());
            int flags = O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC;
            long result;
            do {
                result = Linux.result((int) OPEN.invokeExact(scratch, text, flags, MODE), scratch);
            } while (result == -Errno.EINTR);
            return result;
        } catch (Throwable e) {
            throw Linux.impossible(e);
        }
    }

    /** Makes the empty file this size, durably; one that can't be finished is empty again. */
    void grow(Preallocation preallocation, long size) throws BlockException {
        boolean done = false;
        try {
            preallocation.grow(this, size);
            require("sync", Linux.fdatasync(scratch, fd));
            done = true;
        } finally {
            if (!done) {
                Linux.ftruncate(scratch, fd, 0);
            }
        }
    }

    /** Grows the file without storing anything. */
    void grow(long size) throws BlockException {
        require("make", Linux.ftruncate(scratch, fd, size));
    }

    /** Grows the file and lets the file system set the space aside, without writing to it. */
    void allocate(long size) throws BlockException {
        if (size == 0) {
            return;
        }
        long result = FreeSpace.lacks(path, size)
                ? -Errno.ENOSPC
                : LinuxRanges.allocate(scratch, fd, 0, size);
        if (Errno.isMissing(result)) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    name,
                    path + ": the file system can't set space aside; try preallocation=full or off");
        }
        require("preallocate", result);
    }

    /** Grows the file by writing zeroes; ends early when the thread is interrupted. */
    void fill(long size) throws BlockException {
        MemorySegment zeroes = arena.allocate(PIECE, Long.BYTES);
        long at = 0;
        while (at < size) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BlockException(BlockError.CANCELLED, name, path + ": making it was cancelled");
            }
            long put = Linux.pwrite(scratch, fd, zeroes, Math.min(PIECE, size - at), at);
            at += put == -Errno.EINTR ? 0 : require("preallocate", put);
        }
    }

    private long require(String action, long result) throws BlockException {
        if (result < 0) {
            throw Errors.of(name, path, action, BlockException.NO_OFFSET, -result);
        }
        return result;
    }

    @Override
    public void close() {
        closeDescriptor(fd);
        arena.close();
    }

    private void closeDescriptor(int descriptor) {
        if (descriptor < 0) {
            return;
        }
        try {
            // What could fail here was synced before.
            int ignored = (int) CLOSE.invokeExact(scratch, descriptor);
        } catch (Throwable e) {
            throw Linux.impossible(e);
        }
    }
}
