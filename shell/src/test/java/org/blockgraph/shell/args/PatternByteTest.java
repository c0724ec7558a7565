// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternByteTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "90, 90", "255, 255", "0x5a, 90", "0XFF, 255", "012, 10"})
    void readsWhatQemuIoReads(String text, int value) {
        assertEquals((byte) value, PatternByte.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256", "-1", "0x100", "#5a", "x", "", "99999999999999"})
    void refusesTheRest(String text) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> PatternByte.parse(text));
        assertEquals("'" + text + "' is no pattern byte, 0 to 255 or 0x00 to 0xff", refusal.getMessage());
    }
}
