// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

/** The lock was used against its rules. The counts, the flag and the quiesce are as before the call. */
public final class LockUsageException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** Which rule was broken. */
    public enum Rule {
        /** A thread that holds a read asked for the global or write lock, or for a quiesce. */
        UPGRADE,
        /** The writer asked for the write lock, or for a read, again. */
        WRITER_RECURSION,
        /** The write lock was asked for without the global lock. */
        NO_GLOBAL_LOCK,
        /** The global lock was released by the writer. */
        WRITE_HELD,
        /** Released what was not held, or called for the writer by another thread. */
        NOT_HELD,
        /** Closed a hold that is inside. */
        STILL_HELD,
        /** An abandoned hold was used again before it was released. */
        ABANDONED,
        /** A context of another lock was named. */
        FOREIGN,
        /** Lock, context, hold or factory is closed. */
        CLOSED,
        /** A documented bound was reached. */
        LIMIT,
        /** The writer was about to wait for I/O. */
        WAIT_UNDER_WRITE
    }

    private final Rule rule;

    /** Names the broken rule, and in the message the lock and the holder. */
    public LockUsageException(Rule rule, String message) {
        super(message);
        this.rule = rule;
    }

    /** Returns the rule that was broken. */
    public Rule rule() {
        return rule;
    }
}
