// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.HashMap;
import java.util.Map;
import org.blockgraph.core.driver.DriverRegistry;

/** Turns a file name at the top of a format's options into the protocol node that it stands for. */
final class Shorthand {

    private static final String FILENAME = "filename";

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
        expanded.putIfAbsent("file.driver", "file");
        return expanded;
    }
}
