// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.function.Consumer;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.RequestToken;

/**
 * Calls of the core's own into a driver that serves a node, each with a token for the I/O that it does. When
 * its time is over the token is given up, so that it reaches no child when it wakes, and the node's files
 * stay open until it does. No lock held.
 */
public final class NodeCalls {

    private final Core core;

    /** What is called. */
    @FunctionalInterface
    public interface Body<T> {
        /** Calls it, on a thread of the core's; the token is its own until it returns. */
        T run(RequestToken token) throws BlockException;
    }

    /** Calls by the core's threads. */
    public NodeCalls(Core core) {
        this.core = core;
    }

    /** Calls and waits, as long as any call may take. */
    public <T> T call(Node node, ServedBy served, String what, Body<T> body) throws BlockException {
        return call(node, served, what, core.patience().callDeadline(), body);
    }

    /** Calls and waits until a deadline. */
    <T> T call(Node node, ServedBy served, String what, long deadlineNanos, Body<T> body)
            throws BlockException {
        return call(node, served, what, deadlineNanos, body, _ -> { });
    }

    /**
     * The same, for what has to be undone where it comes late.
     *
     * @param late takes it, on the thread of the call
     */
    <T> T call(
            Node node,
            ServedBy served,
            String what,
            long deadlineNanos,
            Body<T> body,
            Consumer<? super T> late)
            throws BlockException {
        RequestToken token = core.graph().controlToken(what);
        try (Visit<T> visit = new Visit<>(node, token, () -> body.run(token))) {
            return core.calls()
                    .serving(served.driver(), what, deadlineNanos, visit::giveUp, late, visit::run);
        }
    }
}
