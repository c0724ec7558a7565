// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

/**
 * A run with one status, by the names of qemu-img map.
 *
 * @param start where it begins in the device, in bytes
 * @param length how long it is, in bytes
 * @param depth how many backing children below the root the content lies
 * @param present whether some node of the chain holds it
 * @param zero whether it reads as zeroes
 * @param data whether it holds data
 * @param compressed whether the data is stored compressed
 * @param offset where in the host file, in bytes, or -1 when there is no such place
 * @param file the host file, or an empty string
 */
public record MapExtent(
        long start,
        long length,
        int depth,
        boolean present,
        boolean zero,
        boolean data,
        boolean compressed,
        long offset,
        String file) {

    /** The most runs that one call returns. */
    public static final int MAX_RETURNED = 1_000_000;
}
