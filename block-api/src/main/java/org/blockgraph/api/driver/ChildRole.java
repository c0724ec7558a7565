// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.driver;

/** What a parent uses a child for, by QEMU's names. At least one of the first four. */
public enum ChildRole {
    /** Holds data that the parent shows. */
    DATA,
    /** Holds the parent's own structures. */
    METADATA,
    /** The one child whose data a filter shows. */
    FILTERED,
    /** Shows through where the parent holds nothing (copy on write): the backing child. */
    COW,
    /** The child that the parent mostly lives in; at most one. */
    PRIMARY
}
