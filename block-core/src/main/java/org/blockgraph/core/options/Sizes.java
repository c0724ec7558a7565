// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.options;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as qemu-img takes them. */
final class Sizes {

    private static final String UNITS = "BKMGTPE";
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX]([0-9a-fA-F]+)");
    private static final Pattern DECIMAL = Pattern.compile("([0-9]+)(\\.[0-9]+)?([bBkKmMgGtTpPeE]?)");

    private Sizes() {}

    /**
     * Parses a number of bytes: decimal or 0x, or decimal with a unit of 1024 to some power. With a unit
     * above one byte it may have a fraction; what is left of a byte is dropped.
     */
    static long parse(String text) {
        Matcher hexadecimal = HEXADECIMAL.matcher(text);
        if (hexadecimal.matches()) {
            return Long.parseLong(hexadecimal.group(1), 16);
        }
        Matcher decimal = DECIMAL.matcher(text);
        if (!decimal.matches()) {
            throw new NumberFormatException("neither a number nor a number with a unit");
        }
        String unit = decimal.group(3).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit);
        String fraction = decimal.group(2);
        if (fraction != null && power == 0) {
            throw new NumberFormatException("a fraction of a byte");
        }
        return times(new BigDecimal(decimal.group(1) + (fraction == null ? "" : fraction)), power);
    }

    private static long times(BigDecimal number, int power) {
        BigDecimal bytes =
                number.multiply(BigDecimal.valueOf(1L << 10 * power)).setScale(0, RoundingMode.DOWN);
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new NumberFormatException("too large");
        }
        return bytes.longValueExact();
    }
}
