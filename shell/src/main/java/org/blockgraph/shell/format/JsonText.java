// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/** Writes maps, collections, texts, numbers and booleans as JSON (RFC 8259). One writer for one text. */
final class JsonText {

    private static final String INDENT = "    ";
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder();
    private String indent = "";

    private JsonText() {}

    /** Returns the value as JSON, an object's members and a list's elements each on a line of its own. */
    static String of(Object value) {
        JsonText writer = new JsonText();
        writer.value(value);
        return writer.text.toString();
    }

    private void value(Object value) {
        switch (value) {
            case null -> text.append("null");
            case Map<?, ?> map -> between('{', map.entrySet(), '}', this::member);
            case Collection<?> collection -> between('[', collection, ']', this::value);
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> string(value.toString());
        }
    }

    private void member(Map.Entry<?, ?> member) {
        string(member.getKey().toString());
        text.append(": ");
        value(member.getValue());
    }

    private <T> void between(char open, Collection<T> elements, char close, Consumer<T> writeElement) {
        text.append(open);
        String outer = indent;
        indent += INDENT;
        for (Iterator<T> rest = elements.iterator(); rest.hasNext(); ) {
            text.append('\n').append(indent);
            writeElement.accept(rest.next());
            text.append(rest.hasNext() ? "," : "\n" + outer);
        }
        indent = outer;
        text.append(close);
    }

    private void string(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < FIRST_PRINTABLE || Character.isSurrogate(c)) {
                        text.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
