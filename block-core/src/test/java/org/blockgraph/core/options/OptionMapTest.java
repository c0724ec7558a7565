// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class OptionMapTest {

    @Test
    void readsEveryType() throws Exception {
        OptionMap options = map("size", "64k", "on", "yes", "off", "false", "word", "full", "text", "a b");
        assertEquals(65_536, options.size("size", 1));
        assertEquals(1, options.size("none", 1));
        assertTrue(options.flag("on", false));
        assertFalse(options.flag("off", true));
        assertTrue(options.flag("none", true));
        assertEquals("full", options.choice("word", "off", List.of("off", "full")));
        assertEquals("off", options.choice("none", "off", List.of("off", "full")));
        assertEquals("a b", options.required("text"));
        assertNull(options.text("none"));
        options.requireAllAsked();
    }

    @Test
    void namesWhatIsWrong() throws Exception {
        OptionMap options = map("size", "much", "flag", "perhaps", "word", "some");
        assertInvalid("'size' is no size: 'much'", () -> options.size("size", 0));
        assertInvalid("'flag' is neither on nor off: 'perhaps'", () -> options.flag("flag", false));
        List<String> words = List.of("off", "full");
        assertInvalid("'some', not one of off, full", () -> options.choice("word", "off", words));
        assertInvalid("'filename' is missing", () -> options.required("filename"));
    }

    @Test
    void namesWhatNobodyAskedFor() throws Exception {
        OptionMap options = map("filename", "x", "sise", "1k", "colour", "red");
        options.text("filename");
        assertInvalid("no such option: colour, sise", options::requireAllAsked);
    }

    @Test
    void handsAChildItsOwn() throws Exception {
        OptionMap options =
                map("file.filename", "x", "file.cache.direct", "on", "filed", "y", "backing.file", "z");
        assertEquals(Map.of("filename", "x", "cache.direct", "on"), options.ofChild("file"));
        assertEquals(Map.of(), options.ofChild("fil"));
        assertInvalid("no such option: backing.file, filed", options::requireAllAsked);
    }

    @Test
    void whatCrossesIsBounded() throws Exception {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < OptionMap.MAX_OPTIONS; i++) {
            many.put("option" + i, "");
        }
        new OptionMap("d0", many);
        many.put("one-more", "");
        assertInvalid("more than 4096 options", () -> new OptionMap("d0", many));
        assertInvalid("too long", () -> map("filename", "x".repeat(OptionMap.MAX_TEXT + 1)));
        Map<String, String> empty = Collections.singletonMap("key", null);
        assertInvalid("has no value", () -> new OptionMap("d0", empty));
    }

    private static OptionMap map(String... keysAndValues) throws BlockException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new OptionMap("d0", values);
    }

    private static void assertInvalid(String words, Executable call) {
        BlockException refused = assertThrows(BlockException.class, call);
        assertEquals(BlockError.INVALID, refused.error());
        String text = refused.getMessage();
        assertTrue(text.startsWith("d0: ") && text.contains(words), text);
    }
}
