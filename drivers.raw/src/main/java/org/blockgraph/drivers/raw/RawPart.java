// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.raw;

import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.DriverOptions;

/**
 * Which part of a file is the disk.
 *
 * @param node the raw node, for messages
 * @param offset where it begins, in bytes
 * @param size how long it is, in bytes; {@link #TO_THE_END} where it goes on to the end of the file
 */
record RawPart(String node, long offset, long size) {

    static final long TO_THE_END = -1;

    static RawPart of(String node, DriverOptions options) throws BlockException {
        return new RawPart(node, options.size("offset", 0), options.size("size", TO_THE_END));
    }

    private boolean isFixed() {
        return size != TO_THE_END;
    }

    /** Tells whether the part begins and, where the file does not end there, ends between two blocks. */
    boolean isWhole(int block) {
        return offset % block == 0 && (!isFixed() || size % block == 0);
    }

    /** Returns how long the disk is when the file is that long, in bytes. */
    long length(long fileLength) {
        return isFixed() ? size : Math.max(fileLength - offset, 0);
    }

    void requireWithin(Child file) throws BlockException {
        long length = file.length();
        if (offset > length || isFixed() && size > length - offset) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE,
                    node,
                    node + ": offset " + offset + (isFixed() ? " and size " + size : "") + " reach beyond "
                            + file.nodeName() + ", which has " + length + " bytes");
        }
    }

    /** Refuses to change what lies behind a part of a fixed size. */
    void requireInside(long at, long length) throws BlockException {
        if (isFixed() && at > size - length) {
            String sentence = node + ": ends at " + size + " bytes, by its size option";
            throw new BlockException(BlockError.OUT_OF_RANGE, node, at, sentence, null);
        }
    }

    /** Returns how long the file has to be for the disk to be so long, in bytes. */
    long fileLength(long length) throws BlockException {
        if (isFixed()) {
            String sentence = node + ": its size is fixed by its size option; open it without to resize it";
            throw new BlockException(BlockError.NOT_SUPPORTED, node, sentence);
        }
        if (length > Long.MAX_VALUE - offset) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE, node, node + ": " + length + " bytes are too many");
        }
        return offset + length;
    }

    Map<String, String> details() {
        return Map.of(
                "offset", Long.toString(offset), "size", isFixed() ? Long.toString(size) : "to the end");
    }
}
