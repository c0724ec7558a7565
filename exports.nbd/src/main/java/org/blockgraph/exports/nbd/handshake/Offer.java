// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.handshake;

/**
 * An export as a client is told of it.
 *
 * @param export what makes the offer, to be told from another of the same name
 * @param name its name
 * @param description a line for people, or an empty string
 * @param length its size in bytes
 * @param readOnly whether writes are refused
 * @param preferredBlock the preferred block size, section "Size constraints"
 */
public record Offer(
        Object export, String name, String description, long length, boolean readOnly, int preferredBlock) {

    /** The smallest block size: the core pads what is smaller than a driver wants. */
    public static final int MIN_BLOCK = 1;

    /**
     * The longest payload of a request, in bytes: what section "Size constraints" has every server accept.
     */
    public static final int MAX_PAYLOAD = 32 << 20;
}
