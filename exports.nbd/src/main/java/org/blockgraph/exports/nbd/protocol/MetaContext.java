// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

/**
 * The metadata contexts that can be selected; section "Metadata querying" and, for the depth,
 * docs/interop/nbd.rst of QEMU.
 */
public enum MetaContext {
    /** Holes and zeroes. */
    ALLOCATION("base:allocation"),
    /**
     * 0 where no layer holds anything, 1 where the topmost does, 2 where its backing file does, and so on.
     */
    DEPTH("qemu:allocation-depth");

    /** NBD_STATE_HOLE. */
    public static final int HOLE = 1;
    /** NBD_STATE_ZERO. */
    public static final int ZERO = 1 << 1;

    private final String label;

    MetaContext(String label) {
        this.label = label;
    }

    /** Returns the name. */
    public String label() {
        return label;
    }

    /** Returns the number by which replies name it. */
    public int id() {
        return ordinal() + 1;
    }

    /** Returns the bit of the context in a set of contexts. */
    public int bit() {
        return 1 << ordinal();
    }

    /** Returns the set of contexts that a query of the option LIST or SET finds, 0 for none. */
    public static int find(String query, boolean wildcards) {
        int found = 0;
        for (MetaContext context : values()) {
            String space = context.label.substring(0, context.label.indexOf(':') + 1);
            if (query.equals(context.label) || wildcards && query.equals(space)) {
                found |= context.bit();
            }
        }
        return found;
    }
}
