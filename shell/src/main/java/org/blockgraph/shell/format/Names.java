// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Locale;

/** Names as users read and type them. */
final class Names {

    private Names() {}

    /** Returns the constant's name in lower case, with hyphens. */
    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns a sentence about something without its name in front, for places where that already stands. */
    static String withoutSubject(String subject, String sentence) {
        String start = subject + ": ";
        return sentence.startsWith(start) ? sentence.substring(start.length()) : sentence;
    }
}
