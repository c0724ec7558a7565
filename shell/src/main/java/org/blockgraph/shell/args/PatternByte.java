// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

/** The byte that {@code -P} names, as qemu-io reads it: decimal, 0x hexadecimal, or octal after a 0. */
final class PatternByte {

    private static final int MOST = 0xff;

    private PatternByte() {}

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException with what is wrong, in words for the user
     */
    static byte parse(String text) {
        int value = -1;
        try {
            // decode knows # for hexadecimal too, which nobody who knows qemu-io expects
            value = text.startsWith("#") ? -1 : Integer.decode(text);
        } catch (NumberFormatException e) {
            // told below, together with numbers out of range
        }
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException("'" + text + "' is no pattern byte, 0 to 255 or 0x00 to 0xff");
        }
        return (byte) value;
    }
}
