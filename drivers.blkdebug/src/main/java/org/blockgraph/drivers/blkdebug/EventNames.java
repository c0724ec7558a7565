// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.util.Set;
import java.util.TreeSet;
import org.blockgraph.api.driver.BlkEvent;

/** The events that rules can name: those that formats tell, and the requests that the node sees itself. */
final class EventNames {

    /** In place of an event: the rule waits for none. */
    static final String NONE = "none";

    private static final Set<String> KNOWN = known();

    private EventNames() {}

    private static Set<String> known() {
        Set<String> names = new TreeSet<>();
        for (BlkEvent event : BlkEvent.values()) {
            names.add(event.text());
        }
        for (IoType type : IoType.values()) {
            names.add(type.event());
        }
        return names;
    }

    static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    static String all() {
        return String.join(", ", KNOWN);
    }
}
