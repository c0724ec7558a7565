// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "010, 10",
        "7b, 7",
        "1k, 1024",
        "1K, 1024",
        "64M, 67108864",
        "1.5G, 1610612736",
        "0.1k, 102",
        "2T, 2199023255552",
        "1p, 1125899906842624",
        "7E, 8070450532247928832",
        "2048.0, 2048",
        "0x10, 16",
        "0XfF, 255",
        "0x7fffffffffffffff, 9223372036854775807",
        "9223372036854775807, 9223372036854775807"
    })
    void readsWhatQemuReads(String text, long bytes) {
        assertEquals(bytes, Sizes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "foo, is no size",
        "'', is no size",
        "10kB, is no size",
        "1Q, is no size",
        "k, is no size",
        "1 k, is no size",
        "0x, is no size",
        "0x1k, is no size",
        ".5k, is no size",
        "1e3, is no size",
        "-1, is negative",
        "1.5, is a fraction of a byte",
        "8E, is more than 9223372036854775807 bytes",
        "9223372036854775808, is more than 9223372036854775807 bytes",
        "0x8000000000000000, is more than 9223372036854775807 bytes"
    })
    void refusesTheRestAndSaysWhy(String text, String complaint) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
        assertEquals("'" + text + "' " + complaint, refusal.getMessage().replaceAll(";.*", ""));
    }
}
