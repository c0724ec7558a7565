// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.file;

import java.lang.foreign.MemorySegment;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.FileHandle;

/** What a file demands of requests. */
final class FileLimits {

    /**
     * Linux transfers at most this many bytes a call: 2 GiB less a page; ours is the largest the core allows.
     */
    private static final int MAX_TRANSFER = Limits.MAX_TRANSFER;

    /**
     * O_DIRECT on a regular file asks for the alignment of its file system; 4096 suits all that are common.
     */
    private static final int DIRECT_ALIGNMENT = 4096;

    private static final long MAX_RANGE = 1L << 40;

    private FileLimits() {}

    static Limits of(FileHandle handle, MemorySegment scratch) {
        // A block device takes whole sectors, and its size is no multiple of anything larger.
        int sector = handle.blockDevice() ? LinuxRanges.sectorSize(scratch, handle.descriptor()) : 1;
        int alignment = !handle.direct() ? 1 : handle.blockDevice() ? sector : DIRECT_ALIGNMENT;
        // Nothing here depends on whether the file may be written to, which a reopen changes.
        return new Limits(
                alignment, alignment, MAX_TRANSFER, MAX_RANGE, MAX_RANGE, sector, false, true);
    }
}
