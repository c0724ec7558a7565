// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "9223372036854775807, 9223372036854775807",
        "512b, 512",
        "1k, 1024",
        "1K, 1024",
        "64k, 65536",
        "10M, 10485760",
        "10m, 10485760",
        "3g, 3221225472",
        "2T, 2199023255552",
        "1P, 1125899906842624",
        "7E, 8070450532247928832",
        "0x10, 16",
        "0Xff, 255",
        "0x7fffffffffffffff, 9223372036854775807",
        "1.5k, 1536",
        "0.5M, 524288",
        "1.1k, 1126",
        "7.9999999999999999E, 9223372036854775692"
    })
    void areBytes(String text, long bytes) {
        assertEquals(bytes, Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "k", "-1", "-1k", "+1", "1 k", " 1", "1kb", "10MiB", "1.5", "1.5b", ".5k", "1.k", "1..5k",
        "1e3", "8E", "9223372036854775808", "9007199254740992k", "0x", "0x-1", "0x+1", "0x8000000000000000",
        "0xg", "--1", "٣", "1,5k", "infinity"
    })
    void areRefused(String text) {
        assertThrows(NumberFormatException.class, () -> Sizes.parse(text));
    }
}
