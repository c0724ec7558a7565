// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void nestsAndIndents() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a");
        map.put("list", Arrays.asList(1, -2L, true, null));
        map.put("none", List.of());
        map.put("empty", Map.of());
        map.put("inner", Map.of("k", 1.5));
        assertEquals(
                """
                {
                    "text": "a",
                    "list": [
                        1,
                        -2,
                        true,
                        null
                    ],
                    "none": [],
                    "empty": {},
                    "inner": {
                        "k": 1.5
                    }
                }""",
                JsonText.of(map));
    }

    @Test
    void escapesWhatJsonCantHold() {
        assertEquals("\"a\\\"b\"", JsonText.of("a\"b"));
        assertEquals("\"a\\\\b\"", JsonText.of("a\\b"));
        assertEquals("\"a\\nb\\tc\"", JsonText.of("a\nb\tc"));
        assertEquals("\"\\u0000\\u001f\"", JsonText.of("\u0000\u001f"));
        assertEquals("\"\u00fc\u2514\"", JsonText.of("\u00fc\u2514"));
        assertEquals("\"\\ud83d\\ude00\"", JsonText.of("\ud83d\ude00"));
    }
}
