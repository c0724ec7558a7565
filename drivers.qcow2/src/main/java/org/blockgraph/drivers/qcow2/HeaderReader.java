// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/**
 * Reads and checks a header. Nothing of a size that the image claims is allocated before the claim was held
 * against the format's limits.
 */
final class HeaderReader {

    /** What is read first; it holds all of most headers, whose first cluster may be 2 MiB. */
    private static final int FIRST_BYTES = 4096;

    private final ImageFile file;
    private final ByteBuffer head;

    private HeaderReader(ImageFile file, byte[] bytes) {
        this.file = file;
        this.head = ByteBuffer.wrap(bytes);
    }

    static Header read(ImageFile file, BlockRequest request) throws BlockException {
        long available = file.length();
        if (available < Header.V2_BYTES) {
            throw file.corrupt("header", "is cut off: the file has " + available + " bytes");
        }
        HeaderReader reader = new HeaderReader(file, file.readBytes(request, 0, FIRST_BYTES));
        Geometry geometry = reader.geometry();
        int length = reader.headerLength(geometry);
        if (!reader.hasAll(geometry, length)) {
            reader = new HeaderReader(file, file.readBytes(request, 0, geometry.clusterSize()));
        }
        return reader.parse(geometry, length);
    }

    /** Tells whether the extensions and the backing file's name lie within what was read. */
    private boolean hasAll(Geometry geometry, int length) throws BlockException {
        int end = extensionsEnd(geometry, length);
        boolean name = head.getLong(8) == 0 || end + head.getInt(16) <= head.capacity();
        return name && Extensions.endWithin(head, length, end);
    }

    private int version() {
        return head.getInt(4);
    }

    private Geometry geometry() throws BlockException {
        if (head.getInt(0) != Header.MAGIC) {
            throw file.corrupt("magic", "is no qcow2 magic");
        }
        if (version() != 2 && version() != 3) {
            throw file.unsupported(
                    "version " + Integer.toUnsignedString(version()) + "; 2 and 3 are supported");
        }
        int bits = head.getInt(20);
        if (bits < Geometry.MIN_CLUSTER_BITS || bits > Geometry.MAX_CLUSTER_BITS) {
            throw file.corrupt(
                    "cluster_bits", "is " + Integer.toUnsignedString(bits) + ", not between 9 and 21");
        }
        return new Geometry(bits);
    }

    private int headerLength(Geometry geometry) throws BlockException {
        if (version() == 2) {
            return Header.V2_BYTES;
        }
        int length = head.getInt(100);
        if (length < Header.V3_BYTES || length > geometry.clusterSize() || length % 8 != 0) {
            throw file.corrupt("header_length", "is " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    private Header parse(Geometry geometry, int length) throws BlockException {
        boolean v3 = version() == 3;
        long incompatible = v3 ? head.getLong(72) : 0;
        Extensions extensions = Extensions.parse(file, head.array(), length, extensionsEnd(geometry, length));
        requireFeatures(incompatible, extensions, length);
        int order = v3 ? head.getInt(96) : Header.V2_REFCOUNT_ORDER;
        if (order < 0 || order > Header.MAX_REFCOUNT_ORDER) {
            throw file.corrupt(
                    "refcount_order", "is " + Integer.toUnsignedString(order) + ", not between 0 and 6");
        }
        requireNoEncryption();
        long size = head.getLong(24);
        requireRefcountTable(geometry);
        requireSnapshots(geometry);
        requireL1(geometry, size);
        return new Header(
                version(),
                geometry,
                size,
                head.getInt(36),
                head.getLong(40),
                head.getLong(48),
                head.getInt(56),
                order,
                head.getInt(60),
                head.getLong(64),
                incompatible,
                v3 ? head.getLong(80) : 0,
                v3 ? head.getLong(88) : 0,
                length,
                backingName(),
                extensions.backingFormat(),
                head.getLong(8),
                extensions.bitmaps());
    }

    /** Extensions lie between the header and the backing file's name, or the end of the first cluster. */
    private int extensionsEnd(Geometry geometry, int length) throws BlockException {
        long name = head.getLong(8);
        if (name == 0) {
            return geometry.clusterSize();
        }
        int nameBytes = head.getInt(16);
        if (nameBytes < 0 || nameBytes > Header.MAX_BACKING_NAME) {
            throw file.corrupt(
                    "backing_file_size", "is " + Integer.toUnsignedString(nameBytes) + ", above 1023");
        }
        if (name < length || name > geometry.clusterSize() - nameBytes) {
            throw file.corrupt("backing_file_offset", "is " + name + ", outside the first cluster");
        }
        return (int) name;
    }

    private void requireFeatures(long incompatible, Extensions extensions, int length) throws BlockException {
        int compression = length > Header.V3_BYTES ? head.get(104) : 0;
        boolean flagged = (incompatible & Features.COMPRESSION_TYPE) != 0;
        if (flagged != (compression != 0)) {
            throw file.corrupt(
                    "compression_type", "is " + compression + ", which contradicts the feature bit");
        }
        if (compression != 0) {
            throw file.unsupported(
                    "compression_type is " + (compression == 1 ? "zstd" : compression & 0xff)
                            + ", which is not supported");
        }
        long unknown = incompatible & ~Features.SUPPORTED;
        if (unknown != 0) {
            throw file.unsupported(
                    "incompatible_features: it needs "
                            + String.join(", ", Features.names(unknown, extensions.featureNames()))
                            + ", which this driver does not support");
        }
    }

    private void requireNoEncryption() throws BlockException {
        int method = head.getInt(32);
        if (method == 1 || method == 2) {
            throw file.unsupported(
                    "crypt_method says that it is encrypted (" + (method == 1 ? "AES" : "LUKS")
                            + "), which is not supported");
        }
        if (method != Header.NO_ENCRYPTION) {
            throw file.corrupt("crypt_method", "is " + Integer.toUnsignedString(method));
        }
    }

    private void requireRefcountTable(Geometry geometry) throws BlockException {
        long clusters = Integer.toUnsignedLong(head.getInt(56));
        if (clusters == 0) {
            throw file.corrupt("refcount_table_clusters", "is 0");
        }
        if (clusters << geometry.clusterBits()
                > Math.max(Header.MAX_REFCOUNT_TABLE_BYTES, geometry.clusterSize())) {
            throw file.corrupt("refcount_table_clusters", "is " + clusters + ", more than 8 MiB");
        }
        requireTable("refcount_table_offset", geometry, head.getLong(48), clusters << geometry.clusterBits());
    }

    private void requireSnapshots(Geometry geometry) throws BlockException {
        long count = Integer.toUnsignedLong(head.getInt(60));
        if (count > Header.MAX_SNAPSHOTS) {
            throw file.corrupt("nb_snapshots", "is " + count + ", above 65536");
        }
        if (count > 0) {
            requireTable("snapshots_offset", geometry, head.getLong(64), 1);
        }
    }

    private void requireL1(Geometry geometry, long size) throws BlockException {
        long entries = Integer.toUnsignedLong(head.getInt(36));
        if (entries * Geometry.ENTRY_BYTES > Header.MAX_L1_BYTES) {
            throw file.corrupt("l1_size", "is " + entries + " entries, more than 32 MiB");
        }
        if (size < 0) {
            throw file.corrupt("size", "is " + Long.toUnsignedString(size) + " bytes, which can't be");
        }
        if (geometry.l1EntriesFor(size) > entries) {
            throw file.corrupt("l1_size", "is " + entries + " entries, too few for " + size + " bytes");
        }
        if (entries > 0) {
            requireTable("l1_table_offset", geometry, head.getLong(40), entries * Geometry.ENTRY_BYTES);
        }
    }

    private void requireTable(String field, Geometry geometry, long offset, long bytes)
            throws BlockException {
        if (!geometry.isAligned(offset)) {
            throw file.corrupt(field, "is " + Long.toUnsignedString(offset) + ", not at a cluster");
        }
        if (offset < geometry.clusterSize() || offset > Geometry.OFFSET_LIMIT) {
            throw file.corrupt(field, "is " + Long.toUnsignedString(offset) + ", which can't be");
        }
        if (offset + bytes > file.length()) {
            throw file.corrupt(
                    field,
                    "is " + offset + " with " + bytes + " bytes, beyond the end of the file at "
                            + file.length());
        }
    }

    private String backingName() throws BlockException {
        int offset = (int) head.getLong(8);
        if (offset == 0 || head.getInt(16) == 0) {
            return null;
        }
        byte[] name = Arrays.copyOfRange(head.array(), offset, offset + head.getInt(16));
        return Extensions.text(file, "backing file name", name);
    }
}
