// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.args;

import java.util.List;

/**
 * An option of a command.
 *
 * @param names its names, the one that the command asks by first
 * @param value the name of its value, or null for a flag
 * @param repeatable whether it may be given more than once
 * @param help what it does, in a few words
 */
record Option(List<String> names, String value, boolean repeatable, String help) {

    Option {
        names = List.copyOf(names);
    }

    String key() {
        return names.getFirst();
    }

    boolean isFlag() {
        return value == null;
    }

    /** Returns the names and the value as a list of options shows them. */
    String label() {
        String joined = String.join(", ", names);
        return isFlag() ? joined : joined + ' ' + value;
    }

    /** Returns the option as a usage line shows it. */
    String synopsis() {
        String joined = String.join("|", names);
        return isFlag() ? '[' + joined + ']' : '[' + joined + ' ' + value + ']' + (repeatable ? "..." : "");
    }
}
