// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.concurrent.atomic.AtomicBoolean;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.driver.DriverOperation;
import org.blockgraph.core.file.FileUse;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.RequestToken;

/**
 * One call into the driver of a node: the node's files stay open until it has returned, even if that is long
 * after its time, and its token reaches no child then. Begun and ended by who waits for it, run by a thread
 * of the core's.
 */
final class Visit<T> implements AutoCloseable {

    private final Node node;
    private final FileUse use;
    private final RequestToken token;
    private final DriverOperation<T> body;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Begins one; {@link #close} follows.
     *
     * @param token for the I/O that it does, closed with it; null for one that does none
     * @throws BlockException CANCELLED when the node is closed
     */
    Visit(Node node, RequestToken token, DriverOperation<T> body) throws BlockException {
        this.node = node;
        this.use = enter(node, token);
        this.token = token;
        this.body = body;
    }

    private static FileUse enter(Node node, RequestToken token) throws BlockException {
        try {
            return node.files().enter();
        } catch (BlockException e) {
            if (token != null) {
                token.close();
            }
            throw e;
        }
    }

    /** Calls the driver, on the thread that has been found for it. */
    T run() throws Exception {
        try {
            if (use.isGivenUp()) {
                String sentence = node.name() + ": a call was given up before it ran";
                throw new BlockException(BlockError.CANCELLED, node.name(), sentence);
            }
            return body.call();
        } finally {
            if (use.leave()) {
                closeToken();
            }
        }
    }

    /** Leaves the call behind. */
    void giveUp() {
        if (token != null) {
            token.abandon();
        }
        use.giveUp();
    }

    /** Ends it, unless its thread is still inside and does that. */
    @Override
    public void close() {
        if (!use.isGivenUp()) {
            use.leave();
            closeToken();
        }
    }

    private void closeToken() {
        if (token != null && closed.compareAndSet(false, true)) {
            token.close();
        }
    }
}
