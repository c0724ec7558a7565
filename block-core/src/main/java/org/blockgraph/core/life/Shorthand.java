// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.blockgraph.core.driver.DriverRegistry;

/** Turns a file name at the top of a format's options into the protocol node that it stands for. */
final class Shorthand {

    private static final String FILENAME = "filename";

    private static final Pattern URL = Pattern.compile("([a-z][a-z0-9+.-]*)://.*", Pattern.DOTALL);

    private final DriverRegistry registry;

    Shorthand(DriverRegistry registry) {
        this.registry = registry;
    }

    Map<String, String> expand(Map<String, String> given) {
        String filename = given.get(FILENAME);
        String driver = given.get("driver");
        boolean ownOption = driver != null && NodeOpener.isProtocol(registry.best(driver));
        if (filename == null || ownOption) {
            return given;
        }
        Map<String, String> expanded = new HashMap<>(given);
        expanded.remove(FILENAME);
        expanded.put("file.filename", filename);
        expanded.putIfAbsent("file.driver", protocol(filename));
        return expanded;
    }

    /** Returns the protocol that a name begins with, as nbd://host does, or that of files. */
    static String protocol(String filename) {
        Matcher url = URL.matcher(filename);
        return url.matches() ? url.group(1) : "file";
    }
}
