// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of Linux that the core needs to open, identify, lock and close files; x86-64 and AArch64. Each
 * returns what the call returns, or minus the error number. Constants are those of the Linux headers.
 */
final class Posix {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ELOOP = 40;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_DIRECT = System.getProperty("os.arch").equals("aarch64") ? 0x10000 : 0x4000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = LINKER.downcallHandle(
            find("open"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            find("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), ERRNO);
    private static final MethodHandle FCNTL = LINKER.downcallHandle(
            find("fcntl"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle STATX = LINKER.downcallHandle(
            find("statx"),
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS),
            ERRNO);

    private Posix() {}

    private static MemorySegment find(String symbol) {
        return LIBC.find(symbol)
                .orElseThrow(() -> new UnsatisfiedLinkError(symbol + " is not in this C library"));
    }

    /** Calls once; the first argument of the work is where the error number goes. */
    private interface Call {
        int in(Arena arena, MemorySegment state) throws Throwable;
    }

    private static int call(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = call.in(arena, state);
            return result >= 0 ? result : -(int) ERRNO_VALUE.get(state, 0L);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static int open(String path, int flags) {
        int result;
        do {
            result = call((arena, state) ->
                    (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, 0));
        } while (result == -EINTR);
        return result;
    }

    static int close(int descriptor) {
        return call((arena, state) -> (int) CLOSE.invokeExact(state, descriptor));
    }

    static int fcntl(int descriptor, int command, MemorySegment argument) {
        int result;
        do {
            result = call((arena, state) -> (int) FCNTL.invokeExact(state, descriptor, command, argument));
        } while (result == -EINTR);
        return result;
    }

    /** Asks about a descriptor (empty path) or a path; fills a buffer of {@link FileStat#BYTES}. */
    static int statx(int descriptor, String path, int flags, int mask, MemorySegment into) {
        return call((arena, state) ->
                (int) STATX.invokeExact(state, descriptor, arena.allocateFrom(path), flags, mask, into));
    }
}
