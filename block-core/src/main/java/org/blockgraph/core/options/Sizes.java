// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.options;

/** Sizes as qemu-img writes them. */
final class Sizes {

    private static final String UNITS = "bkMGTPE";

    private Sizes() {}

    /** Parses a number of bytes, decimal or 0x, with an optional unit of 1024 to some power. */
    static long parse(String text) {
        if (text.isEmpty()) {
            throw new NumberFormatException("empty");
        }
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseLong(text.substring(2), 16);
        }
        char last = text.charAt(text.length() - 1);
        int power = last == 'K' ? 1 : UNITS.indexOf(last);
        String digits = power < 0 ? text : text.substring(0, text.length() - 1);
        long number = Long.parseLong(digits);
        if (number < 0) {
            throw new NumberFormatException("negative");
        }
        for (int i = 0; i < power; i++) {
            if (number > Long.MAX_VALUE / 1024) {
                throw new NumberFormatException("too large");
            }
            number *= 1024;
        }
        return number;
    }
}
