// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.BlkEvent;

/**
 * The refcounts of the file's clusters: the refcount table, and its blocks in a cache. Not thread-safe: the
 * allocator calls it under its lock.
 *
 * <p>A block may be written at any moment: counts go up before anything refers to a cluster and down only
 * when it is durable that nothing does, so what is in memory is always safe to have in the file. A new block
 * is in the file before the table refers to it.
 */
final class Refcounts {

    private static final int LEAST_BLOCKS = 4;

    /** Blocks are written in pieces of so many bytes. */
    private static final int PIECE = 4096;

    private final ImageFile file;
    private final Geometry geometry;
    private final RefcountWidth width;
    private final int perBlock;
    private final int most;
    private final RefcountTable table;
    private final LinkedHashMap<Integer, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);

    /** A block: one cluster of refcounts. */
    private static final class Block {
        final byte[] bytes;
        final BitSet dirty = new BitSet();

        /** Written, but perhaps not durable. */
        final BitSet written = new BitSet();

        Block(byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private Refcounts(
            ImageFile file, Header header, RefcountWidth width, RefcountTable table, long cacheBytes) {
        this.file = file;
        this.geometry = header.geometry();
        this.width = width;
        this.perBlock = width.perBlock(geometry);
        this.most = (int) Math.max(LEAST_BLOCKS, cacheBytes / geometry.clusterSize());
        this.table = table;
    }

    /** Reads the table, as far as it is needed to read the image. */
    static Refcounts read(ImageFile file, BlockRequest request, Header header, Places places, long cacheBytes)
            throws BlockException {
        RefcountWidth width = new RefcountWidth(header.refcountOrder());
        int perBlock = width.perBlock(header.geometry());
        RefcountTable table = RefcountTable.read(file, request, header, places, perBlock);
        return new Refcounts(file, header, width, table, cacheBytes);
    }

    RefcountTable table() {
        return table;
    }

    RefcountWidth width() {
        return width;
    }

    /** Clusters that the table, at its size, can count. */
    long reach() {
        return (long) table.length() * perBlock;
    }

    int perBlock() {
        return perBlock;
    }

    boolean hasBlockFor(long cluster) {
        return cluster < reach() && table.block(blockOf(cluster)) != 0;
    }

    private int blockOf(long cluster) {
        return (int) (cluster / perBlock);
    }

    /** Returns the count; 0 where there is no block. */
    long get(BlockRequest request, long cluster) throws BlockException {
        if (!hasBlockFor(cluster)) {
            return 0;
        }
        return width.get(block(request, blockOf(cluster)).bytes, (int) (cluster % perBlock));
    }

    /** Sets a count; the block must exist. */
    void set(BlockRequest request, long cluster, long count) throws BlockException {
        assert hasBlockFor(cluster);
        Block block = block(request, blockOf(cluster));
        int index = (int) (cluster % perBlock);
        width.set(block.bytes, index, count);
        block.dirty.set(width.byteOf(index) / PIECE);
    }

    private Block block(BlockRequest request, int index) throws BlockException {
        Block block = blocks.get(index);
        if (block == null) {
            table.requireSound(index);
            makeRoom(request);
            file.event(request, BlkEvent.REFBLOCK_LOAD);
            block = new Block(file.readBytes(request, table.block(index), geometry.clusterSize()));
            blocks.put(index, block);
        }
        return block;
    }

    private void makeRoom(BlockRequest request) throws BlockException {
        Iterator<Map.Entry<Integer, Block>> oldestFirst = blocks.entrySet().iterator();
        while (blocks.size() >= most) {
            Map.Entry<Integer, Block> oldest = oldestFirst.next();
            write(request, oldest.getKey(), oldest.getValue());
            oldestFirst.remove();
        }
    }

    /** Adds an empty block at a cluster that nobody uses, for the range that {@code cluster} is in. */
    void addBlock(BlockRequest request, long cluster, long place) throws BlockException {
        int index = blockOf(cluster);
        file.event(request, BlkEvent.REFBLOCK_ALLOC);
        makeRoom(request);
        Block block = new Block(new byte[geometry.clusterSize()]);
        block.dirty.set(0, Math.max(1, geometry.clusterSize() / PIECE));
        blocks.put(index, block);
        table.enter(index, geometry.offsetOf(place));
    }

    boolean isDirty() {
        return table.isDirty() || blocks.values().stream().anyMatch(block -> !block.dirty.isEmpty());
    }

    /** Brings everything into the file; a table entry only once the block that it refers to is durable. */
    void writeAll(BlockRequest request) throws BlockException {
        writeBlocks(request);
        if (table.isDirty()) {
            file.flush(request);
            table.write(request);
        }
    }

    void writeBlocks(BlockRequest request) throws BlockException {
        for (Map.Entry<Integer, Block> each : blocks.entrySet()) {
            write(request, each.getKey(), each.getValue());
        }
    }

    private void write(BlockRequest request, int index, Block block) throws BlockException {
        int piece = block.dirty.nextSetBit(0);
        while (piece >= 0) {
            int end = block.dirty.nextClearBit(piece);
            int begin = piece * PIECE;
            int length = Math.min(end * PIECE, block.bytes.length) - begin;
            file.event(request, BlkEvent.REFBLOCK_UPDATE_PART);
            file.writeBytes(request, table.block(index) + begin, block.bytes, begin, length);
            block.dirty.clear(piece, end);
            block.written.set(piece, end);
            piece = block.dirty.nextSetBit(end);
        }
    }

    /** What was written before is durable, or, where that failed, is to be written again. */
    void settle(boolean durable) {
        for (Block block : blocks.values()) {
            if (!durable) {
                block.dirty.or(block.written);
            }
            block.written.clear();
        }
        table.settle(durable);
    }
}
