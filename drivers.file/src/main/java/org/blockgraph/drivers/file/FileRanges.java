// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.FileHandle;

/**
 * Ranges without data: zeroes, discards, and where data and holes are. The file's position, which lseek(2)
 * moves, is used by nobody.
 */
final class FileRanges {

    private final String node;
    private final FileHandle handle;
    private final int fd;

    /** Runs of a status begin and end at multiples of it. */
    private final long block;

    /** Null for a regular file. */
    private final SectorZeroes sectors;

    FileRanges(String node, FileHandle handle, Limits limits) {
        this.node = node;
        this.handle = handle;
        this.fd = handle.descriptor();
        this.block = limits.requestAlignment();
        this.sectors = handle.blockDevice() ? new SectorZeroes(fd, limits.discardAlignment()) : null;
    }

    /** Zeroes a range; NOT_SUPPORTED where the kernel can't without writing. */
    void zero(MemorySegment scratch, long offset, long size, boolean mayUnmap, long length)
            throws BlockException {
        long result = sectors != null
                ? sectors.zero(scratch, offset, size, mayUnmap)
                : zeroFile(scratch, offset, size, mayUnmap && offset + size <= length, length);
        if (Errno.isMissing(result)) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED, node, handle.path() + ": the file system can't zero a range");
        }
        if (result < 0) {
            throw Errors.of(node, handle.path(), "zero", offset, -result);
        }
    }

    private long zeroFile(MemorySegment scratch, long offset, long size, boolean punch, long length) {
        long result = punch ? LinuxRanges.punch(scratch, fd, offset, size) : -Errno.EOPNOTSUPP;
        if (!Errno.isMissing(result)) {
            return result;
        }
        long growth = offset + size - length;
        return growth > 0 && FreeSpace.lacks(handle.path(), growth)
                ? -Errno.ENOSPC
                : LinuxRanges.zero(scratch, fd, offset, size);
    }

    /** Gives the range back; where the kernel can't, the hint is dropped. */
    void discard(MemorySegment scratch, long offset, long size) throws BlockException {
        long result = handle.blockDevice()
                ? LinuxRanges.discardSectors(scratch, fd, offset, size)
                : LinuxRanges.punch(scratch, fd, offset, size);
        if (result < 0 && !Errno.isMissing(result)) {
            throw Errors.of(node, handle.path(), "discard in", offset, -result);
        }
    }

    /**
     * Finds the run of data, or the hole, that begins at the offset. A block that is both is data; so is the
     * end of the last block, which lies behind the end of the file.
     */
    void status(MemorySegment scratch, long offset, long size, long length, BlockStatus status)
            throws BlockException {
        long end = Math.min(offset + size, up(length));
        long data = Linux.lseek(scratch, fd, offset, Linux.SEEK_DATA);
        if (data == -Errno.ENXIO) {
            hole(status, offset, end, length);
        } else if (data == -Errno.EINVAL || data == -Errno.EOPNOTSUPP) {
            // The file system does not tell: all of it may be data.
            data(status, offset, end, length);
        } else if (data < 0) {
            throw Errors.of(node, handle.path(), "map", offset, -data);
        } else if (down(data) > offset) {
            hole(status, offset, Math.min(down(data), end), length);
        } else {
            long hole = Linux.lseek(scratch, fd, data, Linux.SEEK_HOLE);
            data(status, offset, hole <= data ? end : Math.min(up(hole), end), length);
        }
    }

    private long down(long offset) {
        return offset & -block;
    }

    private long up(long offset) {
        return offset + block - 1 & -block;
    }

    private static void data(BlockStatus status, long offset, long end, long length) {
        set(status, BlockStatus.DATA | BlockStatus.ALLOCATED, offset, end, length);
    }

    private static void hole(BlockStatus status, long offset, long end, long length) {
        set(status, BlockStatus.ZERO | BlockStatus.ALLOCATED, offset, end, length);
    }

    private static void set(BlockStatus status, int flags, long offset, long end, long length) {
        status.set(end >= length ? flags | BlockStatus.EOF : flags, end - offset);
        status.at(null, offset);
    }
}
