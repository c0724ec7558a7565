// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;

/** Writes the first cluster of a new image: the header, its extensions, the name of the backing file. */
final class HeaderWriter {

    /** Names of features are for people: they are left out where clusters are as small as this. */
    private static final int ROOM_WITHOUT_NAMES = 512;

    private final Header header;
    private final ByteBuffer bytes;

    private HeaderWriter(Header header) {
        this.header = header;
        this.bytes = ByteBuffer.allocate(header.geometry().clusterSize());
    }

    /**
     * Writes it.
     *
     * @param header of the new image; where the name of its backing file goes is decided here
     */
    static void write(ImageFile file, BlockRequest request, Header header) throws BlockException {
        HeaderWriter writer = new HeaderWriter(header);
        try {
            writer.put();
        } catch (BufferOverflowException e) {
            throw new BlockException(
                    BlockError.INVALID,
                    file.node(),
                    file.node() + ": backing_file: the name does not fit into a cluster of "
                            + header.geometry().clusterSize() + " bytes; use a larger cluster_size");
        }
        byte[] cluster = writer.bytes.array();
        file.writeBytes(request, 0, cluster, 0, cluster.length);
    }

    private void put() {
        byte[] name = header.backingFile() == null
                ? new byte[0]
                : header.backingFile().getBytes(StandardCharsets.UTF_8);
        bytes.position(header.length());
        extensions(name.length).put(bytes);
        int nameAt = header.backingFile() == null ? 0 : bytes.position();
        bytes.put(name);
        bytes.position(0);
        putFields(nameAt, name.length);
    }

    private Extensions extensions(int nameLength) {
        boolean named = header.version() == 3
                && header.geometry().clusterSize() > ROOM_WITHOUT_NAMES + nameLength;
        return new Extensions(header.backingFormat(), named ? Features.nameTable() : new byte[0], null);
    }

    private void putFields(int nameAt, int nameLength) {
        bytes.putInt(Header.MAGIC).putInt(header.version()).putLong(nameAt).putInt(nameLength);
        bytes.putInt(header.geometry().clusterBits()).putLong(header.size()).putInt(Header.NO_ENCRYPTION);
        bytes.putInt(header.l1Entries()).putLong(header.l1Offset());
        bytes.putLong(header.refcountTableOffset()).putInt(header.refcountTableClusters());
        bytes.putInt(header.snapshots()).putLong(header.snapshotsOffset());
        if (header.version() == 3) {
            bytes.putLong(header.incompatible()).putLong(header.compatible()).putLong(header.autoclear());
            bytes.putInt(header.refcountOrder()).putInt(header.length());
        }
    }
}
