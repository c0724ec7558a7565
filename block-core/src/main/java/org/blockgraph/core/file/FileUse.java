// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

/**
 * One call, request or task that may use a node's files until it leaves, also when it was given up because
 * it hangs. Any thread.
 */
public final class FileUse {

    enum State {
        INSIDE,
        LEFT_BEHIND,
        OUT
    }

    private final FileUses uses;

    /** Guarded by the monitor of the uses. */
    State state = State.INSIDE;

    FileUse(FileUses uses) {
        this.uses = uses;
    }

    /** Says that nobody waits for it any more; returns false when it has left. */
    public boolean giveUp() {
        return uses.giveUp(this);
    }

    /** Tells whether it was given up and has not left. */
    public boolean isGivenUp() {
        return uses.isGivenUp(this);
    }

    /**
     * Says that it uses no file any more; what was to be closed then is closed. Idempotent.
     *
     * @return whether it had been given up
     */
    public boolean leave() {
        return uses.leave(this);
    }
}
