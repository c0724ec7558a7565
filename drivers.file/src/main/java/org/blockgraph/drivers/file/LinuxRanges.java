// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of Linux that act on a range without data, and what block devices want of ranges. Errors as in
 * {@link Linux}; a call that a signal interrupts begins again.
 */
final class LinuxRanges {

    private static final int FALLOC_KEEP_SIZE = 1;
    private static final int FALLOC_PUNCH_HOLE = 2;
    private static final int FALLOC_ZERO_RANGE = 16;
    private static final long BLKSSZGET = 0x1268;
    private static final long BLKDISCARD = 0x1277;
    private static final long BLKZEROOUT = 0x127f;

    private static final int USUAL_SECTOR = 512;

    private static final MethodHandle FALLOCATE = Linux.handle(
            "fallocate", FunctionDescriptor.of(Linux.INT, Linux.INT, Linux.INT, Linux.LONG, Linux.LONG));
    private static final MethodHandle IOCTL = Linux.handle(
            "ioctl",
            FunctionDescriptor.of(Linux.INT, Linux.INT, Linux.LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));

    private LinuxRanges() {}

    /** Makes the file store the range, which reads as before, or as zeroes where it held nothing. */
    static long allocate(MemorySegment scratch, int fd, long offset, long length) {
        return fallocate(scratch, fd, 0, offset, length);
    }

    /** Makes the range zeroes; the file grows where it reaches beyond the end. */
    static long zero(MemorySegment scratch, int fd, long offset, long length) {
        return fallocate(scratch, fd, FALLOC_ZERO_RANGE, offset, length);
    }

    /** Makes the range a hole, which reads as zeroes; the size stays. */
    static long punch(MemorySegment scratch, int fd, long offset, long length) {
        return fallocate(scratch, fd, FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE, offset, length);
    }

    private static long fallocate(MemorySegment scratch, int fd, int mode, long offset, long length) {
        try {
            long result;
            do {
                int returned = (int) FALLOCATE.invokeExact(scratch, fd, mode, offset, length);
                result = Linux.result(returned, scratch);
            } while (result == -Errno.EINTR);
            return result;
        } catch (Throwable e) {
            throw Linux.impossible(e);
        }
    }

    /** Makes whole sectors of a block device zeroes, allocated ones where the device knows the difference. */
    static long zeroSectors(MemorySegment scratch, int fd, long offset, long length) {
        return ioctl(scratch, fd, BLKZEROOUT, offset, length);
    }

    /** Gives whole sectors of a block device back. */
    static long discardSectors(MemorySegment scratch, int fd, long offset, long length) {
        return ioctl(scratch, fd, BLKDISCARD, offset, length);
    }

    private static long ioctl(MemorySegment scratch, int fd, long request, long offset, long length) {
        try {
            scratch.set(Linux.LONG, Linux.VECTOR_AT, offset);
            scratch.set(Linux.LONG, Linux.VECTOR_AT + Long.BYTES, length);
            MemorySegment range = scratch.asSlice(Linux.VECTOR_AT, 2 * Long.BYTES);
            long result;
            do {
                result = Linux.result((int) IOCTL.invokeExact(scratch, fd, request, range), scratch);
            } while (result == -Errno.EINTR);
            return result;
        } catch (Throwable e) {
            throw Linux.impossible(e);
        }
    }

    /** Asks a block device for the size of its sectors, in bytes. */
    static int sectorSize(MemorySegment scratch, int fd) {
        try {
            MemorySegment value = scratch.asSlice(Linux.VECTOR_AT, Integer.BYTES);
            int done = (int) IOCTL.invokeExact(scratch, fd, BLKSSZGET, value);
            return done < 0 ? USUAL_SECTOR : value.get(Linux.INT, 0);
        } catch (Throwable e) {
            throw Linux.impossible(e);
        }
    }
}
