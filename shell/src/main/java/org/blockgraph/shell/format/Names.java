// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.Locale;

/** Names of constants as users read and type them. */
final class Names {

    private Names() {}

    /** Returns the constant's name in lower case, with hyphens. */
    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
