// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.perm;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a user may do with a node; several together are an int with one bit for each. */
public enum Permission {
    /** Reads, and finds the content in a state that makes sense. */
    CONSISTENT_READ,
    /** Changes what others read. */
    WRITE,
    /** Writes what is there already, as a copy on read does. */
    WRITE_UNCHANGED,
    /** Changes the size. */
    RESIZE;

    /** No permission. */
    public static final int NONE = 0;

    /** Every permission. */
    public static final int ALL = (1 << values().length) - 1;

    /** Returns this permission's bit. */
    public int bit() {
        return 1 << ordinal();
    }

    /** Returns the name by which users know it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the names of the permissions in the bits, in order, separated by commas. */
    public static String text(int bits) {
        return Arrays.stream(values())
                .filter(permission -> (bits & permission.bit()) != 0)
                .map(Permission::text)
                .collect(Collectors.joining(","));
    }
}
