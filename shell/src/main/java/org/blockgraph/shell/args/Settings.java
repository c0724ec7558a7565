// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists of settings as qemu-img reads them: {@code K=V,K=V}; a comma in a value is typed twice. */
final class Settings {

    private Settings() {}

    /**
     * Reads lists of settings, which together are one.
     *
     * @return the settings in the order given
     * @throws IllegalArgumentException with what is wrong, in words for the user
     */
    static Map<String, String> parse(List<String> texts) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String text : texts) {
            int start = 0;
            while (start <= text.length()) {
                int end = endOfSetting(text, start);
                put(settings, text.substring(start, end).replace(",,", ","));
                start = end + 1;
            }
        }
        return settings;
    }

    private static int endOfSetting(String text, int start) {
        int comma = text.indexOf(',', start);
        while (comma >= 0 && comma + 1 < text.length() && text.charAt(comma + 1) == ',') {
            comma = text.indexOf(',', comma + 2);
        }
        return comma < 0 ? text.length() : comma;
    }

    private static void put(Map<String, String> settings, String setting) {
        int equals = setting.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("'" + setting + "' is not of the form NAME=VALUE");
        }
        String name = setting.substring(0, equals);
        if (settings.putIfAbsent(name, setting.substring(equals + 1)) != null) {
            throw new IllegalArgumentException(name + " is given twice");
        }
    }
}
