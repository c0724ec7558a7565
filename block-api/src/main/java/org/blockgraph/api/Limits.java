// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

/**
 * What a node demands of requests. The core pads, splits and bounces requests so that a driver sees only
 * what its limits allow.
 *
 * @param requestAlignment offsets and lengths are multiples of it; a power of two, 1 to 65536 bytes
 * @param memoryAlignment buffers start at multiples of it; a power of two, 1 to 65536 bytes
 * @param maxTransfer the longest read or write, in bytes; a multiple of requestAlignment
 * @param maxWriteZeroes the longest write-zeroes, in bytes; 0 when the driver has none of its own
 * @param maxDiscard the longest discard, in bytes; 0 when discard is ignored
 * @param discardAlignment discards outside multiples of it are dropped; a power of two
 * @param fua whether the driver honours FUA itself; otherwise the core flushes after the write
 * @param unmap whether the driver can deallocate when it writes zeroes with MAY_UNMAP
 */
public record Limits(
        int requestAlignment,
        int memoryAlignment,
        int maxTransfer,
        long maxWriteZeroes,
        long maxDiscard,
        int discardAlignment,
        boolean fua,
        boolean unmap) {

    /** The largest alignment that a driver may ask for, in bytes. */
    public static final int MAX_ALIGNMENT = 65_536;

    /** The longest transfer that reaches a driver whatever its limits, in bytes. */
    public static final int MAX_TRANSFER = 1 << 30;

    /** Any byte, any buffer, no own write-zeroes, no discard, no FUA. */
    public static final Limits BYTES = new Limits(1, 1, MAX_TRANSFER, 0, 0, 1, false, false);

    /** Checks the ranges given above. */
    public Limits {
        requirePowerOfTwo("requestAlignment", requestAlignment);
        requirePowerOfTwo("memoryAlignment", memoryAlignment);
        if (Integer.bitCount(discardAlignment) != 1 || discardAlignment < 0) {
            throw new IllegalArgumentException("discardAlignment is no power of two: " + discardAlignment);
        }
        if (maxTransfer < requestAlignment || maxTransfer % requestAlignment != 0
                || maxTransfer > MAX_TRANSFER) {
            throw new IllegalArgumentException("maxTransfer is no multiple of the alignment: " + maxTransfer);
        }
        if (maxWriteZeroes < 0 || maxDiscard < 0) {
            throw new IllegalArgumentException("a maximum is negative");
        }
    }

    /** Returns what discards are really a multiple of, in bytes. */
    public int discardGrain() {
        return Math.max(discardAlignment, requestAlignment);
    }

    /** Returns the longest discard that reaches the driver, in bytes; 0 when discard is ignored. */
    public long longestDiscard() {
        return maxDiscard & -(long) discardGrain();
    }

    /** Returns the longest write-zeroes that reaches the driver, in bytes; 0 when buffers are written. */
    public long longestWriteZeroes() {
        return maxWriteZeroes & -(long) requestAlignment;
    }

    private static void requirePowerOfTwo(String what, int value) {
        if (value < 1 || value > MAX_ALIGNMENT || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(what + " is no power of two up to 65536: " + value);
        }
    }
}
