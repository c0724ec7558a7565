// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 bytes",
        "999, 999 bytes",
        "1000, 0.98 KiB",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "102400, 100 KiB",
        "1023488, 0.98 MiB",
        "10485760, 10 MiB",
        "1610612736, 1.5 GiB",
        "2199023255552, 2 TiB",
        "9223372036854775807, 8 EiB"
    })
    void sizesHaveThreeDigits(long bytes, String text) {
        assertEquals(text, HumanSize.of(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1.0 us",
        "41500, 41.5 us",
        "3200000, 3.2 ms",
        "1000000000, 1.00 s",
        "20000000000, 20.00 s"
    })
    void timesHaveAUnit(long nanos, String text) {
        assertEquals(text, HumanTime.ofNanos(nanos));
    }
}
