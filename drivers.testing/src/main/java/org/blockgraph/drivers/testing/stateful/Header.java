// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/**
 * The image's first block, written once, when the image is made.
 *
 * @param backingFile the file that shows through where nothing was written, or an empty string
 * @param backingFormat the format of that file, or an empty string when it is to be probed
 */
record Header(String backingFile, String backingFormat) {

    private static final long MAGIC = 0x4247_5354_4154_450AL;
    private static final int VERSION = 1;

    private static final int AT_VERSION = 8;
    private static final int AT_BLOCK_SIZE = 12;
    private static final int AT_CHECKSUM = 16;
    private static final int AT_FILE = 32;
    private static final int MAX_FILE = 1023;
    private static final int AT_FORMAT = AT_FILE + Short.BYTES + MAX_FILE + 1;
    private static final int MAX_FORMAT = 63;

    /** Tells whether the bytes begin with this format's magic number and version. */
    static boolean recognises(byte[] head) {
        ByteBuffer bytes = ByteBuffer.wrap(head);
        return head.length >= AT_BLOCK_SIZE
                && bytes.getLong(0) == MAGIC
                && bytes.getInt(AT_VERSION) == VERSION;
    }

    /**
     * Reads a header.
     *
     * @param image the node's name, for messages
     * @param block the first block, position 0, limit at its end
     * @throws BlockException INVALID for another format or version, CORRUPT for a damaged header
     */
    static Header decode(String image, ByteBuffer block) throws BlockException {
        if (block.getLong(0) != MAGIC) {
            throw new BlockException(BlockError.INVALID, image, image + ": no image of the format stateful");
        }
        if (block.getInt(AT_VERSION) != VERSION || block.getInt(AT_BLOCK_SIZE) != Layout.BLOCK) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED,
                    image,
                    image + ": version " + block.getInt(AT_VERSION) + " with blocks of "
                            + block.getInt(AT_BLOCK_SIZE) + " bytes is not supported; only version " + VERSION
                            + " with " + Layout.BLOCK + " is");
        }
        if (block.getInt(AT_CHECKSUM) != checksum(block)) {
            throw new BlockException(
                    BlockError.CORRUPT, image, 0, image + ": the header doesn't match its checksum", null);
        }
        return new Header(text(block, AT_FILE), text(block, AT_FORMAT));
    }

    /** Writes the header into a block that is all zeroes. */
    void encode(ByteBuffer block) throws BlockException {
        block.putLong(0, MAGIC);
        block.putInt(AT_VERSION, VERSION);
        block.putInt(AT_BLOCK_SIZE, Layout.BLOCK);
        put(block, AT_FILE, MAX_FILE, "backing_file", backingFile);
        put(block, AT_FORMAT, MAX_FORMAT, "backing_fmt", backingFormat);
        block.putInt(AT_CHECKSUM, checksum(block));
    }

    private static void put(ByteBuffer block, int at, int most, String what, String text)
            throws BlockException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > most) {
            throw new BlockException(
                    BlockError.INVALID, what + " has " + bytes.length + " bytes; at most " + most + " fit");
        }
        block.putShort(at, (short) bytes.length);
        block.put(at + Short.BYTES, bytes);
    }

    /** The lengths are covered by the checksum; the masks keep a forged one within the block. */
    private static String text(ByteBuffer block, int at) {
        byte[] bytes = new byte[block.getShort(at) & MAX_FILE];
        block.get(at + Short.BYTES, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int checksum(ByteBuffer block) {
        CRC32C crc = new CRC32C();
        crc.update(block.slice(0, AT_CHECKSUM));
        crc.update(block.slice(AT_CHECKSUM + Integer.BYTES, Layout.BLOCK - AT_CHECKSUM - Integer.BYTES));
        return (int) crc.getValue();
    }
}
