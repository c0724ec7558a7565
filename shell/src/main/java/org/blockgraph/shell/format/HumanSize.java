// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Locale;

/** Sizes for people, in powers of 1024 with three digits, as qemu-img shows them. */
final class HumanSize {

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int STEP = 1024;

    private HumanSize() {}

    /** Returns such as "10 MiB". */
    static String of(double bytes) {
        double value = bytes;
        int unit = 0;
        // from 999.5 on, three digits would round up to 1000
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return threeDigits(value) + ' ' + UNITS[unit];
    }

    /** Returns such as "10 MiB (10485760 bytes)". */
    static String exact(long bytes) {
        return of(bytes) + " (" + bytes + " bytes)";
    }

    private static String threeDigits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return decimals == 0 ? text : text.replaceAll("\\.?0+$", "");
    }
}
