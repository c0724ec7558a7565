// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.live;

import java.util.Collection;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.core.change.ChangeScope;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.life.Core;

/** Keeps requests away from nodes for the moment of a swap. */
final class Quiet {

    private Quiet() {}

    /**
     * Closes the gates above the nodes and waits until nothing is in flight.
     *
     * @throws BlockException TIMED_OUT; the change's end opens the gates again
     */
    static void around(Core core, ChangeScope scope, Collection<Node> nodes, String what)
            throws BlockException {
        scope.closeGates(nodes);
        scope.endWaits(nodes);
        if (!scope.awaitInFlight(core.patience().callDeadline()).isEmpty()) {
            throw new BlockException(
                    BlockError.TIMED_OUT, what, what + ": a request in flight does not end; see block:lock");
        }
    }
}
