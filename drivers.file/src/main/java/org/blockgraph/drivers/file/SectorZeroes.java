// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Zeroes on a block device: whole sectors by the kernel, what sticks out of them by writes. Any thread. */
final class SectorZeroes {

    private final int fd;
    private final long sector;

    /** Less than a sector is written from it; never written to. */
    private final MemorySegment zeroes;

    SectorZeroes(int fd, int sector) {
        this.fd = fd;
        this.sector = sector;
        this.zeroes = Arena.ofAuto().allocate(sector, sector);
    }

    /** Zeroes a range; returns 0 or minus the error number. */
    long zero(MemorySegment scratch, long offset, long size, boolean mayUnmap) {
        long end = offset + size;
        long start = Math.min(offset + sector - 1 & -sector, end);
        long stop = Math.max(end & -sector, start);
        long result = start < stop ? zeroWhole(scratch, start, stop - start, mayUnmap) : 0;
        if (result >= 0) {
            result = write(scratch, offset, start);
        }
        return result < 0 ? result : write(scratch, stop, end);
    }

    private long zeroWhole(MemorySegment scratch, long offset, long size, boolean mayUnmap) {
        long result = mayUnmap ? LinuxRanges.punch(scratch, fd, offset, size) : -Errno.EOPNOTSUPP;
        return Errno.isMissing(result) ? LinuxRanges.zeroSectors(scratch, fd, offset, size) : result;
    }

    /** Writes zeroes to a part of one sector. */
    private long write(MemorySegment scratch, long offset, long end) {
        long at = offset;
        while (at < end) {
            long put = Linux.pwrite(scratch, fd, zeroes, end - at, at);
            if (put < 0 && put != -Errno.EINTR) {
                return put;
            }
            at += Math.max(put, 0);
        }
        return 0;
    }
}
