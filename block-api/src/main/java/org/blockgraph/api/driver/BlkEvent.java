// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

import java.util.Locale;
import org.blockgraph.api.rules.Io;

/**
 * What a format is about to do with its child, so that a test driver below can fail or stop it right there.
 * The names are those of QMP's BlkdebugEvent; a format tells those that mean something to it.
 */
public enum BlkEvent {
    /** Writes entries of the L1 table. */
    L1_UPDATE,
    /** Takes clusters for a larger L1 table. */
    L1_GROW_ALLOC_TABLE,
    /** Writes a larger L1 table. */
    L1_GROW_WRITE_TABLE,
    /** Points the header at a larger L1 table. */
    L1_GROW_ACTIVATE_TABLE,
    /** Reads an L2 table. */
    L2_LOAD,
    /** Writes entries of an L2 table. */
    L2_UPDATE,
    /** Reads guest data. */
    READ_AIO,
    /** Reads guest data from the backing child. */
    READ_BACKING_AIO,
    /** Reads a compressed cluster. */
    READ_COMPRESSED,
    /** Writes guest data in place, or into fresh clusters. */
    WRITE_AIO,
    /** Reads what lies around a write into fresh clusters. */
    COW_READ,
    /** Writes what lies around a write into fresh clusters. */
    COW_WRITE,
    /** Reads the refcount table. */
    REFTABLE_LOAD,
    /** Makes the refcount table larger. */
    REFTABLE_GROW,
    /** Writes entries of the refcount table. */
    REFTABLE_UPDATE,
    /** Reads a refcount block. */
    REFBLOCK_LOAD,
    /** Writes a part of a refcount block. */
    REFBLOCK_UPDATE_PART,
    /** Takes a cluster for a refcount block. */
    REFBLOCK_ALLOC,
    /** Writes the blocks of a larger refcount table. */
    REFBLOCK_ALLOC_WRITE_BLOCKS,
    /** Writes a larger refcount table. */
    REFBLOCK_ALLOC_WRITE_TABLE,
    /** Points the header at a larger refcount table. */
    REFBLOCK_ALLOC_SWITCH_TABLE,
    /** Takes clusters for guest data or tables. */
    CLUSTER_ALLOC,
    /** Gives clusters back. */
    CLUSTER_FREE,
    /** Writes what is dirty in memory. */
    FLUSH_TO_OS,
    /** Makes what was written durable. */
    FLUSH_TO_DISK;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns QMP's name, such as l2_load. */
    @Io
    public String text() {
        return text;
    }
}
