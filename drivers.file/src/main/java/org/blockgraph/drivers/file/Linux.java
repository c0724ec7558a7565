// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of Linux that file I/O needs. Every call writes its error number into the first bytes of a
 * scratch segment that the caller owns, and returns what the call returns, or minus the error number, so that
 * nothing is allocated. Constants are those of the Linux headers.
 */
final class Linux {

    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int ENOSPC = 28;
    static final int ENOSYS = 38;
    static final int ENOTTY = 25;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
    static final int EDQUOT = 122;
    static final int EOPNOTSUPP = 95;

    static final int RWF_NOWAIT = 8;
    static final int FALLOC_KEEP_SIZE = 1;
    static final int FALLOC_PUNCH_HOLE = 2;
    static final int FALLOC_ZERO_RANGE = 16;
    static final int SEEK_END = 2;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final long BLKDISCARD = 0x1277;
    static final long BLKZEROOUT = 0x127f;
    static final long BLKSSZGET = 0x1268;

    /** Where a vector for preadv2 lies in the scratch, behind the error number. */
    private static final long VECTOR_AT = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_AT = Linker.Option.captureStateLayout()
            .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle PREAD =
            handle("pread", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle PWRITE =
            handle("pwrite", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle PREADV2 =
            handle("preadv2", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, INT, LONG, INT));
    private static final MethodHandle FDATASYNC = handle("fdatasync", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle FTRUNCATE = handle("ftruncate", FunctionDescriptor.of(INT, INT, LONG));
    private static final MethodHandle FALLOCATE =
            handle("fallocate", FunctionDescriptor.of(INT, INT, INT, LONG, LONG));
    private static final MethodHandle LSEEK = handle("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            find("ioctl"),
            FunctionDescriptor.of(INT, INT, LONG, ValueLayout.ADDRESS),
            ERRNO,
            Linker.Option.firstVariadicArg(2));

    private Linux() {}

    private static MethodHandle handle(String symbol, FunctionDescriptor type) {
        return LINKER.downcallHandle(find(symbol), type, ERRNO);
    }

    private static MemorySegment find(String symbol) {
        return LIBC.find(symbol)
                .orElseThrow(() -> new UnsatisfiedLinkError(symbol + " is not in this C library"));
    }

    private static long result(long returned, MemorySegment scratch) {
        return returned >= 0 ? returned : -(long) scratch.get(INT, ERRNO_AT);
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a call into the C library can't throw", e);
    }

    static long pread(MemorySegment scratch, int fd, MemorySegment into, long length, long offset) {
        try {
            return result((long) PREAD.invokeExact(scratch, fd, into, length, offset), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long pwrite(MemorySegment scratch, int fd, MemorySegment from, long length, long offset) {
        try {
            return result((long) PWRITE.invokeExact(scratch, fd, from, length, offset), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Reads what is in the page cache, or answers EAGAIN. */
    static long preadNoWait(MemorySegment scratch, int fd, MemorySegment into, long length, long offset) {
        try {
            scratch.set(LONG, VECTOR_AT, into.address());
            scratch.set(LONG, VECTOR_AT + 8, length);
            MemorySegment vector = scratch.asSlice(VECTOR_AT, 16);
            return result((long) PREADV2.invokeExact(scratch, fd, vector, 1, offset, RWF_NOWAIT), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long fdatasync(MemorySegment scratch, int fd) {
        try {
            return result((int) FDATASYNC.invokeExact(scratch, fd), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long ftruncate(MemorySegment scratch, int fd, long length) {
        try {
            return result((int) FTRUNCATE.invokeExact(scratch, fd, length), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long fallocate(MemorySegment scratch, int fd, int mode, long offset, long length) {
        try {
            return result((int) FALLOCATE.invokeExact(scratch, fd, mode, offset, length), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long lseek(MemorySegment scratch, int fd, long offset, int whence) {
        try {
            return result((long) LSEEK.invokeExact(scratch, fd, offset, whence), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Calls ioctl with a range of bytes, as BLKDISCARD and BLKZEROOUT take it. */
    static long ioctlRange(MemorySegment scratch, int fd, long request, long offset, long length) {
        try {
            scratch.set(LONG, VECTOR_AT, offset);
            scratch.set(LONG, VECTOR_AT + 8, length);
            MemorySegment range = scratch.asSlice(VECTOR_AT, 16);
            return result((int) IOCTL.invokeExact(scratch, fd, request, range), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Asks a block device for the size of its sectors, in bytes. */
    static int sectorSize(MemorySegment scratch, int fd) {
        try {
            MemorySegment value = scratch.asSlice(VECTOR_AT, 4);
            int done = (int) IOCTL.invokeExact(scratch, fd, BLKSSZGET, value);
            return done < 0 ? 512 : value.get(INT, 0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }
}
