// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.util.BitSet;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * Gives out file blocks: those that nothing referred to when the image was opened, then new ones at the end.
 * A block that is freed while the image is open is not used again before the next open, when no request can
 * still be reading it and its removal is on disk; so an image under discards grows, up to the format's
 * limit. Any thread; the monitor is held for moments, never across I/O.
 */
final class Allocator {

    /** Blocks one after the other. */
    record Run(int first, int count) {}

    private final String node;

    /** Blocks below {@link #end} that may be given out; guarded by this. */
    private final BitSet free;

    /** One more than the last block given out; guarded by this. */
    private int end;

    /**
     * Begins with what an image uses.
     *
     * @param node the node's name, for messages
     * @param firstData the first block that may hold data
     * @param used the blocks from there on that are in use
     * @param end one more than the last block that was ever given out
     */
    Allocator(String node, int firstData, BitSet used, int end) {
        this.node = node;
        this.end = end;
        this.free = new BitSet(end);
        free.set(firstData, end);
        free.andNot(used);
    }

    /**
     * Gives out at least one block.
     *
     * @param most how many are wanted
     * @throws BlockException NO_SPACE at the format's largest file
     */
    synchronized Run take(int most) throws BlockException {
        int first = free.nextSetBit(0);
        if (first >= 0) {
            int behind = Math.min(free.nextClearBit(first), first + most);
            free.clear(first, behind);
            return new Run(first, behind - first);
        }
        if (most > Layout.MAX_FILE_BLOCKS - end) {
            throw new BlockException(
                    BlockError.NO_SPACE, node, node + ": the image file is as large as the format allows");
        }
        first = end;
        end += most;
        return new Run(first, most);
    }

    /** Takes back blocks that nothing on disk or in memory ever referred to and that no I/O touches. */
    synchronized void giveBack(int first, int count) {
        free.set(first, first + count);
    }

    synchronized int end() {
        return end;
    }
}
