// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;

/** Asks one driver for the status of a run, in its alignment, and checks the answer. */
final class StatusPath {

    private static final int ALL = BlockStatus.DATA
            | BlockStatus.ZERO
            | BlockStatus.OFFSET_VALID
            | BlockStatus.ALLOCATED
            | BlockStatus.EOF
            | BlockStatus.RECURSE
            | BlockStatus.COMPRESSED;

    private StatusPath() {}

    static int blockStatus(
            DriverPort port, BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        Bounds.range(port.node, offset, length);
        if (length == 0) {
            throw new BlockException(
                    BlockError.INVALID, port.node, offset, port.node + ": no bytes have no status", null);
        }
        long end = port.length();
        if (offset >= end) {
            status.set(BlockStatus.ZERO | BlockStatus.EOF, length);
            return IoResult.DONE;
        }
        long asked = Math.min(length, end - offset);
        long start = port.alignment.down(offset);
        long aligned = port.alignment.up(offset + asked) - start;
        int result = port.blockStatus(request, start, aligned, status, flags);
        if (result == IoResult.DONE) {
            require(port, start, aligned, status);
            narrow(status, offset - start, asked, offset + asked == end);
        }
        return result;
    }

    private static void require(DriverPort port, long offset, long asked, BlockStatus status)
            throws BlockException {
        long length = status.length();
        boolean placed = status.is(BlockStatus.OFFSET_VALID);
        String wrong = null;
        if (length < 1 || length > asked) {
            wrong = "its run has " + length + " bytes, and not 1 to " + asked;
        } else if (port.alignment.padded(0, length)) {
            wrong = "its run has " + length + " bytes, which is against its own alignment";
        } else if ((status.flags() & ~ALL) != 0) {
            wrong = "its flags are " + Integer.toHexString(status.flags()) + ", which has no meaning";
        } else if (placed && (status.mapOffset() < 0 || status.mapOffset() > Long.MAX_VALUE - asked)) {
            wrong = "its place is at " + status.mapOffset();
        } else if (status.is(BlockStatus.RECURSE) && (!placed || status.mapChild() == null)) {
            wrong = "RECURSE names no place in a child";
        }
        if (wrong != null) {
            throw ExceptionCopy.fault(port.node, "block status", offset, wrong);
        }
    }

    /** Cuts the answer for the aligned range down to the range asked for. */
    private static void narrow(BlockStatus status, long head, long asked, boolean toTheEnd) {
        long length = Math.min(status.length() - head, asked);
        int flags = status.flags() & ~BlockStatus.EOF;
        if (status.is(BlockStatus.DATA) || status.is(BlockStatus.ZERO)) {
            flags |= BlockStatus.ALLOCATED;
        }
        if (toTheEnd && length == asked) {
            flags |= BlockStatus.EOF;
        }
        String child = status.mapChild();
        long place = status.mapOffset();
        status.set(flags & ~BlockStatus.OFFSET_VALID, length);
        if ((flags & BlockStatus.OFFSET_VALID) != 0) {
            status.at(child, place + head);
        }
    }
}
