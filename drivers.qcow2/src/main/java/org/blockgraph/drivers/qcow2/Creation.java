// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.driver.CreateContext;

/**
 * Writes an empty image: header, refcount table, refcount blocks, L1 table, in this order in the file. The
 * header comes last, so that a file which is cut off is no image.
 */
final class Creation {

    private static final int TOTAL_HEADER_BYTES = 112;

    private final CreateContext context;
    private final CreateOptions options;
    private final Geometry geometry;
    private final ImageFile file;
    private final long l1Entries;
    private final long l1Clusters;

    /** Clusters of the refcount table, and refcount blocks. */
    private long tableClusters = 1;

    private long blocks = 1;

    Creation(CreateContext context, CreateOptions options) throws BlockException {
        this.context = context;
        this.options = options;
        this.geometry = options.geometry();
        this.file = new ImageFile(context.file(), context.name());
        this.l1Entries = geometry.l1EntriesFor(context.size());
        this.l1Clusters = geometry.clustersFor(l1Entries * Geometry.ENTRY_BYTES);
        if (l1Entries * Geometry.ENTRY_BYTES > Header.MAX_L1_BYTES) {
            throw new BlockException(
                    BlockError.INVALID,
                    context.name(),
                    context.name() + ": " + context.size() + " bytes are too many for " + "clusters of "
                            + geometry.clusterSize() + " bytes; use a larger cluster_size");
        }
    }

    void run() throws BlockException {
        BlockRequest request = context.request();
        RefcountWidth width = new RefcountWidth(options.refcountOrder());
        fitRefcounts(width.perBlock(geometry));
        long firstBlock = 1 + tableClusters;
        writeTable(request, firstBlock);
        writeBlocks(request, width, firstBlock);
        long l1Cluster = firstBlock + blocks;
        context.file().truncate(request, geometry.offsetOf(clusters()));
        file.flush(request);
        byte[] header = header(geometry.offsetOf(l1Cluster));
        file.writeBytes(request, 0, header, 0, header.length);
    }

    /** All clusters of the empty image. */
    private long clusters() {
        return 1 + tableClusters + blocks + l1Clusters;
    }

    private void fitRefcounts(int perBlock) {
        while (blocks * perBlock < clusters() || tableClusters * geometry.clusterSize() / 8 < blocks) {
            if (blocks * perBlock < clusters()) {
                blocks++;
            } else {
                tableClusters++;
            }
        }
    }

    private void writeTable(BlockRequest request, long firstBlock) throws BlockException {
        long[] table = new long[(int) (tableClusters * geometry.clusterSize() / 8)];
        for (int i = 0; i < blocks; i++) {
            table[i] = geometry.offsetOf(firstBlock + i);
        }
        file.writeLongs(request, geometry.clusterSize(), table, 0, table.length);
    }

    private void writeBlocks(BlockRequest request, RefcountWidth width, long firstBlock)
            throws BlockException {
        int perBlock = width.perBlock(geometry);
        for (int i = 0; i < blocks; i++) {
            byte[] block = new byte[geometry.clusterSize()];
            for (int j = 0; j < perBlock && (long) i * perBlock + j < clusters(); j++) {
                width.set(block, j, 1);
            }
            file.writeBytes(request, geometry.offsetOf(firstBlock + i), block, 0, block.length);
        }
    }

    private byte[] header(long l1Offset) throws BlockException {
        ByteBuffer bytes = ByteBuffer.allocate(geometry.clusterSize());
        byte[] backing = utf8(options.backingFile());
        boolean v3 = options.version() == 3;
        try {
            bytes.position(v3 ? TOTAL_HEADER_BYTES : Header.V2_BYTES);
            if (options.backingFormat() != null) {
                extension(bytes, Extensions.BACKING_FORMAT, utf8(options.backingFormat()));
            }
            if (v3 && geometry.clusterSize() > 512 + backing.length) {
                extension(bytes, Extensions.FEATURE_NAMES, Features.nameTable());
            }
            extension(bytes, Extensions.END, new byte[0]);
            int nameAt = bytes.position();
            bytes.put(backing);
            fixed(bytes, options.backingFile() == null ? 0 : nameAt, backing.length, l1Offset);
        } catch (java.nio.BufferOverflowException e) {
            throw new BlockException(
                    BlockError.INVALID,
                    context.name(),
                    context.name() + ": backing_file: the name does not fit into a " + "cluster of "
                            + geometry.clusterSize() + " bytes; use a larger cluster_size");
        }
        return bytes.array();
    }

    private void fixed(ByteBuffer bytes, int nameAt, int nameLength, long l1Offset) {
        bytes.position(0);
        bytes.putInt(Header.MAGIC).putInt(options.version()).putLong(nameAt).putInt(nameLength);
        bytes.putInt(geometry.clusterBits()).putLong(context.size()).putInt(0);
        bytes.putInt((int) l1Entries).putLong(l1Offset);
        bytes.putLong(geometry.clusterSize()).putInt((int) tableClusters).putInt(0).putLong(0);
        if (options.version() == 3) {
            bytes.putLong(0).putLong(options.lazyRefcounts() ? Features.LAZY_REFCOUNTS : 0).putLong(0);
            bytes.putInt(options.refcountOrder()).putInt(TOTAL_HEADER_BYTES);
        }
    }

    private static void extension(ByteBuffer bytes, int type, byte[] data) {
        bytes.putInt(type).putInt(data.length).put(data);
        bytes.position((bytes.position() + 7) & ~7);
    }

    private static byte[] utf8(String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }
}
