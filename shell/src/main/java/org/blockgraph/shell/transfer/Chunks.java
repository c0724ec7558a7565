// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.transfer;

import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Cuts a long range into pieces, so that a command needs little memory, holds the graph for a short time at
 * once, and can be interrupted in between.
 */
final class Chunks {

    /** The longest read or write, and the size of its buffer, in bytes. */
    static final int DATA_BYTES = 4 << 20;

    /** The longest write-zeroes or discard, in bytes: short enough also where zeroes must be written. */
    static final int HINT_BYTES = 64 << 20;

    private Chunks() {}

    /** What is done with each piece. */
    @FunctionalInterface
    interface Work {
        /**
         * Does it.
         *
         * @param offset where the piece begins in the device, in bytes
         * @param length how long it is, in bytes
         */
        void piece(long offset, int length) throws BlockException;
    }

    /**
     * Does the work for each piece in order, and for none if the range is not within the device.
     *
     * @return how many pieces there were
     */
    static long forEach(BlockDevice device, long offset, long length, int most, Work work)
            throws BlockException {
        requireWithin(device, offset, length);
        long pieces = 0;
        long done = 0;
        while (done < length) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BlockException(
                        BlockError.CANCELLED,
                        device.name(),
                        offset + done,
                        device.name() + ": interrupted after " + done + " of " + length + " bytes",
                        null);
            }
            int piece = (int) Math.min(most, length - done);
            work.piece(offset + done, piece);
            done += piece;
            pieces++;
        }
        return pieces;
    }

    /** Refuses a range that is not within the device. */
    static void requireWithin(BlockDevice device, long offset, long length) throws BlockException {
        long end = device.length();
        if (offset > end || length > end - offset) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE,
                    device.name(),
                    offset,
                    device.name() + ": " + length + " bytes at " + offset + " reach beyond its end at " + end,
                    null);
        }
    }
}
