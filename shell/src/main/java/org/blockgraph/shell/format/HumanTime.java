// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Locale;

/** Durations for people. */
final class HumanTime {

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private HumanTime() {}

    /** Returns such as "3.2 ms". */
    static String ofNanos(long nanos) {
        if (nanos < NANOS_PER_MICRO) {
            return nanos + " ns";
        }
        if (nanos < NANOS_PER_MILLI) {
            return String.format(Locale.ROOT, "%.1f us", nanos / NANOS_PER_MICRO);
        }
        if (nanos < NANOS_PER_SECOND) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI);
        }
        return String.format(Locale.ROOT, "%.2f s", nanos / NANOS_PER_SECOND);
    }
}
