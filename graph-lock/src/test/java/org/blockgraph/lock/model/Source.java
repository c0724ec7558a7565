// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import org.blockgraph.lock.QuiesceHook;

/** A source of readers, and the check that it is closed and opened in turns. */
final class Source implements QuiesceHook {

    /** Written by whoever begins or ends a quiesce, in an order that the lock must give; read by readers. */
    private volatile boolean closed;

    private volatile long turns;
    private volatile String wrong;

    @Override
    public void quiesceBegin() {
        if (closed) {
            wrong = "begun twice";
        }
        closed = true;
        turns = turns + 1;
    }

    @Override
    public void quiesceEnd() {
        if (!closed) {
            wrong = "ended without having begun";
        }
        closed = false;
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        Ledger.require(wrong == null && !closed, "a source of readers: ",
                wrong == null ? "left closed after " + turns + " turns" : wrong);
    }
}
