// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.Child;

/**
 * What an image file says, read from the newer of the two states that is complete.
 *
 * @param root the root of that state
 * @param table its table, entries as they are on disk
 * @param sums the checksums of the table's pages
 */
record Snapshot(Root root, Table table, int[] sums) {

    private static final int BATCH = 16;

    /**
     * Reads it, on one thread.
     *
     * @param node the node's name, for messages
     * @throws BlockException INVALID for another format, NOT_SUPPORTED for another version, CORRUPT when no
     *     state is complete, or what went wrong below
     */
    static Snapshot read(String node, Child file, BlockRequest request) throws BlockException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate((long) BATCH * Layout.BLOCK, Layout.BLOCK);
            MemorySegment block = memory.asSlice(0, Layout.BLOCK);
            file.read(request, 0, block, IoFlags.NONE);
            Header.decode(node, block.asByteBuffer());
            Root[] roots = new Root[2];
            for (int copy = 0; copy < 2; copy++) {
                file.read(request, Layout.offset(Layout.rootBlock(copy)), block, IoFlags.NONE);
                Root root = Root.decode(block.asByteBuffer());
                roots[copy] = root != null && root.copy() == copy ? root : null;
            }
            int newer = generation(roots[0]) > generation(roots[1]) ? 0 : 1;
            for (Root root : new Root[] {roots[newer], roots[1 - newer]}) {
                Snapshot found = root == null ? null : readTable(root, file, request, memory);
                if (found != null) {
                    return found;
                }
            }
        }
        throw new BlockException(
                BlockError.CORRUPT, node, 0, node + ": neither copy of the table is complete", null);
    }

    private static long generation(Root root) {
        return root == null ? 0 : root.generation();
    }

    /** Returns null when the copy isn't what the root says. */
    private static Snapshot readTable(Root root, Child file, BlockRequest request, MemorySegment memory)
            throws BlockException {
        int pages = root.pages();
        Table table = new Table(pages);
        int[] sums = new int[pages];
        for (int first = 0; first < pages; first += BATCH) {
            int count = Math.min(BATCH, pages - first);
            long place = Layout.offset(Layout.tableBlock(root.copy(), pages) + first);
            file.read(request, place, memory.asSlice(0, Layout.offset(count)), IoFlags.NONE);
            for (int index = 0; index < count; index++) {
                ByteBuffer page = memory.asSlice(Layout.offset(index), Layout.BLOCK).asByteBuffer();
                sums[first + index] = Table.checksum(page);
                table.decodePage(first + index, page);
            }
        }
        return Table.checksum(sums) == root.tableChecksum() ? new Snapshot(root, table, sums) : null;
    }
}
