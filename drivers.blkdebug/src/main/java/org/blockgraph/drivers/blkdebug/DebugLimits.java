// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.DriverOptions;

/**
 * What the node demands of requests, by its options or as the child does.
 *
 * @param limits what the core knows and keeps to
 * @param zeroAlignment write-zeroes outside multiples of it are answered with NOT_SUPPORTED; 1 for any
 * @param below those of the child when the node was opened, which options that are not given follow
 */
record DebugLimits(Limits limits, long zeroAlignment, Limits below) {

    /** What a child can't do itself the core does at its edge: there is no need to cut ranges here. */
    private static final long MAX_RANGE = 1L << 40;

    static DebugLimits of(String node, DriverOptions options, Limits below) throws BlockException {
        long align = options.size("align", below.requestAlignment());
        long wholeBlocks = below.maxTransfer() - below.maxTransfer() % Math.max(align, 1);
        long transfer = options.size("max-transfer", wholeBlocks);
        long zeroAlignment = options.size("opt-write-zero", align);
        long discardAlignment = options.size("opt-discard", Math.max(below.discardAlignment(), align));
        long zeroes = options.size("max-write-zero", MAX_RANGE);
        long discard = options.size("max-discard", below.maxDiscard() == 0 ? 0 : MAX_RANGE);
        boolean fits = isPower(align) && align <= Limits.MAX_ALIGNMENT
                && isPower(discardAlignment)
                && discardAlignment <= 1 << 30;
        require(node, fits, "align and opt-discard are powers of two, align up to " + Limits.MAX_ALIGNMENT);
        require(node, transfer >= align && transfer % align == 0 && transfer <= Limits.MAX_TRANSFER,
                "max-transfer is a multiple of align, up to " + Limits.MAX_TRANSFER);
        require(node, zeroAlignment > 0 && zeroAlignment % align == 0 && discardAlignment % align == 0,
                "opt-write-zero and opt-discard are multiples of align");
        require(node, zeroes % zeroAlignment == 0 && discard % discardAlignment == 0,
                "max-write-zero and max-discard are multiples of opt-write-zero and opt-discard");
        Limits limits = new Limits(
                (int) align,
                below.memoryAlignment(),
                (int) transfer,
                zeroes,
                discard,
                (int) discardAlignment,
                true,
                below.unmap());
        return new DebugLimits(limits, zeroAlignment, below);
    }

    private static boolean isPower(long number) {
        return Long.bitCount(number) == 1 && number > 0;
    }

    private static void require(String node, boolean holds, String rule) throws BlockException {
        if (!holds) {
            throw new BlockException(BlockError.INVALID, node, node + ": " + rule);
        }
    }
}
