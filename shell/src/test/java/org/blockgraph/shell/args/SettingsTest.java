// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void keepsTheOrder() {
        Map<String, String> settings = Settings.parse(List.of("c=3,a=1", "b=2"));
        assertEquals(List.of("c", "a", "b"), List.copyOf(settings.keySet()));
        assertEquals(Map.of("a", "1", "b", "2", "c", "3"), settings);
    }

    @Test
    void twoCommasAreOneInAValue() {
        Map<String, String> settings = Settings.parse(List.of("filename=a,,b,next=x,,,,y"));
        assertEquals(Map.of("filename", "a,b", "next", "x,,y"), settings);
    }

    @Test
    void aValueMayBeEmptyOrHoldAnEqualsSign() {
        assertEquals(Map.of("a", "", "b", "x=y"), Settings.parse(List.of("a=,b=x=y")));
    }

    @Test
    void noTextIsNoSetting() {
        assertEquals(Map.of(), Settings.parse(List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | 'a' is not of the form NAME=VALUE",
                "=1 | '=1' is not of the form NAME=VALUE",
                "'' | '' is not of the form NAME=VALUE",
                "a=1, | '' is not of the form NAME=VALUE",
                "a=1,b,c=2 | 'b' is not of the form NAME=VALUE",
                "a=1,a=2 | a is given twice"
            })
    void namesTheSettingThatIsWrong(String text, String complaint) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Settings.parse(List.of(text)));
        assertEquals(complaint, refusal.getMessage());
    }
}
