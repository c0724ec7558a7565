// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.model;

import org.blockgraph.lock.ContextKind;
import org.blockgraph.lock.GraphLock;
import org.blockgraph.lock.LockContext;

/** A context, and what is known of its end: a refusal must have a reason, and an end must refuse. */
final class Place {

    private final LockContext context;
    private volatile boolean closing;
    private volatile boolean closed;

    Place(GraphLock lock, String name, ContextKind kind) {
        context = lock.openContext(name, kind);
    }

    LockContext context() {
        return context;
    }

    boolean isConfined() {
        return context.kind() == ContextKind.CONFINED;
    }

    /** Tells whether somebody has begun to close it, so that it may refuse. */
    boolean mayRefuse() {
        return closing;
    }

    /** Tells whether it is closed, so that it must refuse. */
    boolean mustRefuse() {
        return closed;
    }

    void close() {
        closing = true;
        context.close();
        closed = true;
    }
}
