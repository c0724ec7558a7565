// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.Child;

/**
 * Makes the table durable, one flush at a time. Changed pages go into the copy that no durable root names;
 * one flush of the file makes them and the data that they refer to durable, before the root that names
 * them is written. What fails changes nothing but that copy, and is done again by the next flush.
 */
final class Checkpoint {

    private static final int POLL_MILLIS = 50;

    private final String node;
    private final Child file;
    private final Table table;
    private final Allocator allocator;

    private final ReentrantLock turn = new ReentrantLock();

    /** The request that has the turn, written by it, or null. */
    private volatile BlockRequest holder;

    /** What the file holds for sure; changed by whoever has the turn, read by any thread. */
    private volatile Root root;

    /** The checksums of the pages of both copies; of whoever has the turn. */
    private final int[][] sums;

    /** One block; of whoever has the turn. */
    private final MemorySegment buffer = Arena.ofAuto().allocate(Layout.BLOCK, Layout.BLOCK);

    Checkpoint(String node, Child file, Snapshot image, Allocator allocator) {
        this.node = node;
        this.file = file;
        this.table = image.table();
        this.allocator = allocator;
        this.root = image.root();
        this.sums = new int[2][table.pages()];
        sums[root.copy()] = image.sums();
        for (int page = 0; page < table.pages(); page++) {
            table.markDirty(page, 1 - root.copy());
        }
    }

    long generation() {
        return root.generation();
    }

    /**
     * Makes every write durable that completed before the call. Waits for another flush until that has ended
     * or was given up; then this one fails too, and the image has to be opened again.
     */
    void run(BlockRequest request) throws BlockException {
        takeTurn(request);
        try {
            holder = request;
            if (table.sameAs(root.copy()) && root.end() == allocator.end()) {
                file.flush(request, IoFlags.NONE);
            } else {
                writeTable(request);
            }
        } finally {
            holder = null;
            turn.unlock();
        }
    }

    private void takeTurn(BlockRequest request) throws BlockException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (turn.tryLock(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                requireHope(request);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireHope(BlockRequest request) throws BlockException {
        BlockRequest other = holder;
        if (request.abandoned()) {
            throw new BlockException(BlockError.ABANDONED, node, node + ": the flush was given up");
        }
        if (other != null && other.abandoned()) {
            throw new BlockException(
                    BlockError.IO, node, node + ": an earlier flush hangs in " + file.nodeName());
        }
    }

    private void writeTable(BlockRequest request) throws BlockException {
        int target = 1 - root.copy();
        BitSet written = new BitSet();
        boolean done = false;
        try {
            for (int page = 0; page < table.pages(); page++) {
                if (table.takeDirty(page, target)) {
                    written.set(page);
                    writePage(request, page, target);
                }
            }
            Root next = root.next(allocator.end(), Table.checksum(sums[target]));
            file.flush(request, IoFlags.NONE);
            ByteBuffer block = buffer.fill((byte) 0).asByteBuffer();
            next.encode(block);
            file.write(request, Layout.offset(Layout.rootBlock(target)), buffer, IoFlags.NONE);
            file.flush(request, IoFlags.NONE);
            root = next;
            done = true;
        } finally {
            if (!done) {
                written.stream().forEach(page -> table.markDirty(page, target));
            }
        }
    }

    private void writePage(BlockRequest request, int page, int copy) throws BlockException {
        ByteBuffer bytes = buffer.asByteBuffer();
        table.encodePage(page, bytes);
        sums[copy][page] = Table.checksum(bytes);
        long place = Layout.offset(Layout.tableBlock(copy, table.pages()) + page);
        file.write(request, place, buffer, IoFlags.NONE);
    }
}
