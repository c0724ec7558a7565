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
import java.lang.ref.Reference;
import java.util.Arrays;

/**
 * The calls of Linux that file I/O needs. Every call writes its error number into the first bytes of a
 * scratch segment that the caller owns, and returns what the call returns, or minus the error number, so that
 * nothing is allocated. Constants are those of the Linux headers, except error numbers: {@link Errno}.
 */
final class Linux {

    static final int RWF_NOWAIT = 8;
    static final int SEEK_END = 2;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    /** Where a vector for preadv2 lies in the scratch, behind the error number. */
    static final long VECTOR_AT = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final long ERRNO_AT = Linker.Option.captureStateLayout()
            .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle PREAD =
            handle("pread", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle PWRITE =
            handle("pwrite", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, LONG));
    private static final MethodHandle PREADV2 =
            handle("preadv2", FunctionDescriptor.of(LONG, INT, LONG, INT, LONG, INT));
    private static final MethodHandle FDATASYNC = handle("fdatasync", FunctionDescriptor.of(INT, INT));
    private static final MethodHandle FTRUNCATE = handle("ftruncate", FunctionDescriptor.of(INT, INT, LONG));
    private static final MethodHandle LSEEK = handle("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT));

    private Linux() {}

    /** Finds a function, with more options for it than that it leaves its error number. */
    static MethodHandle handle(String symbol, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = ERRNO;
        return LINKER.downcallHandle(find(symbol), type, options);
    }

    private static MemorySegment find(String symbol) {
        return LIBC.find(symbol)
                .orElseThrow(() -> new UnsatisfiedLinkError(symbol + " is not in this C library"));
    }

    static long result(long returned, MemorySegment scratch) {
        return returned >= 0 ? returned : -(long) scratch.get(INT, ERRNO_AT);
    }

    static AssertionError impossible(Throwable e) {
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
            // As a number: a slice would be an object.
            long vector = scratch.address() + VECTOR_AT;
            return result((long) PREADV2.invokeExact(scratch, fd, vector, 1, offset, RWF_NOWAIT), scratch);
        } catch (Throwable e) {
            throw impossible(e);
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    /** Syncs; begins again where a signal interrupts it. */
    static long fdatasync(MemorySegment scratch, int fd) {
        try {
            long result;
            do {
                result = result((int) FDATASYNC.invokeExact(scratch, fd), scratch);
            } while (result == -Errno.EINTR);
            return result;
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Resizes; begins again where a signal interrupts it. */
    static long ftruncate(MemorySegment scratch, int fd, long length) {
        try {
            long result;
            do {
                result = result((int) FTRUNCATE.invokeExact(scratch, fd, length), scratch);
            } while (result == -Errno.EINTR);
            return result;
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
}
