// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.rules;

/** Which lock the caller of an operation holds. */
public enum LockNeed {
    /** Holds neither the read nor the write lock. */
    NONE,
    /** Holds a read: the graph can't change during the call. */
    READ,
    /** Is the writer: the call neither waits nor does I/O. */
    WRITE,
    /** Any of them: the operation looks at nothing that the lock protects, or takes the lock itself. */
    ANY
}
