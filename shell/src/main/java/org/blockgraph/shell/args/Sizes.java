// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes and offsets as qemu-img and qemu-io read them: bytes, decimal or with 0x hexadecimal; after a decimal
 * number k, M, G, T, P and E in either case multiply by powers of 1024, and b by 1; {@code 1.5G} is fine.
 */
final class Sizes {

    private static final String UNITS = "bkmgtpe";
    private static final Pattern DECIMAL = Pattern.compile("(\\d+(?:\\.\\d+)?)([" + UNITS + "])?");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x([0-9a-f]+)");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Sizes() {}

    /**
     * Reads a size.
     *
     * @return bytes, not negative
     * @throws IllegalArgumentException with what is wrong, in words for the user
     */
    static long parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher hexadecimal = HEXADECIMAL.matcher(lower);
        if (hexadecimal.matches()) {
            return inRange(text, new BigDecimal(new BigInteger(hexadecimal.group(1), 16)));
        }
        Matcher decimal = DECIMAL.matcher(lower);
        if (!decimal.matches()) {
            throw new IllegalArgumentException(lower.startsWith("-")
                    ? "'" + text + "' is negative"
                    : "'" + text + "' is no size; give bytes, also as 0x..., or use k, M, G, T, P or E");
        }
        int power = decimal.group(2) == null ? 0 : UNITS.indexOf(decimal.group(2));
        BigDecimal bytes = new BigDecimal(decimal.group(1)).multiply(BigDecimal.valueOf(1024).pow(power));
        BigDecimal whole = bytes.setScale(0, RoundingMode.DOWN);
        if (power == 0 && whole.compareTo(bytes) != 0) {
            throw new IllegalArgumentException("'" + text + "' is a fraction of a byte");
        }
        return inRange(text, whole);
    }

    private static long inRange(String text, BigDecimal bytes) {
        if (bytes.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is more than " + Long.MAX_VALUE + " bytes");
        }
        return bytes.longValueExact();
    }
}
