// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

/** Who may enter and leave through a {@link LockContext}. */
public enum ContextKind {

    /**
     * One thread at a time, each use ordered after the one before (one connection, one event loop). The
     * count is changed without an atomic operation.
     */
    CONFINED,

    /** Any number of threads at the same time. The count is striped and changed atomically. */
    SHARED
}
