// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.Limits;

/** Checks where a request lies. */
public final class Bounds {

    private Bounds() {}

    /**
     * Checks a device's request: it lies within the size.
     *
     * @param name the device's or the node's name
     * @param size the size in bytes
     * @throws BlockException OUT_OF_RANGE
     */
    public static void check(String name, long size, long offset, long length) throws BlockException {
        if ((offset | length) < 0 || offset > size - length) {
            throw outOfRange(name, offset, length, "but " + name + " ends at " + size);
        }
    }

    /**
     * Checks an edge's request: it may lie beyond the end, but not before 0 or beyond the largest offset.
     *
     * @param name the node's name
     * @throws BlockException OUT_OF_RANGE
     */
    public static void range(String name, long offset, long length) throws BlockException {
        if ((offset | length) < 0 || offset > Long.MAX_VALUE - Limits.MAX_ALIGNMENT - length) {
            throw outOfRange(name, offset, length, "which is no place in " + name);
        }
    }

    private static BlockException outOfRange(String name, long offset, long length, String why) {
        return new BlockException(
                BlockError.OUT_OF_RANGE,
                name,
                offset,
                name + ": the request is for " + length + " bytes at offset " + offset + ", " + why,
                null);
    }
}
