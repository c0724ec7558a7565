// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.util.List;

/**
 * A call that may break a rule. It is followed all the same, and where nothing behind it breaks a rule any
 * more the pardon itself is complained about.
 *
 * @param caller as the analysis names methods, such as {@code core.graph.Edge.read}
 * @param called the same
 * @param reason why it does no harm, in a sentence
 */
public record Pardon(String caller, String called, String reason) {

    /** More than this and the rules are wrong, or the code. */
    public static final int MAX = 10;

    /** Those of the project. */
    public static final List<Pardon> GIVEN = List.of(
            new Pardon(
                    "core.life.NodeFactory.serve",
                    "core.graph.Node.handTo",
                    "The node was just made: it is in no graph, and no request can reach it."),
            new Pardon(
                    "core.life.NodeFactory.discard",
                    "core.io.NodePipe.clear",
                    "The node never came into the graph, because opening what it belongs to failed."));

    boolean covers(Visit visit, MethodId called) {
        return caller.equals(visit.method().toString()) && this.called.equals(called.toString());
    }

    @Override
    public String toString() {
        return caller + " -> " + called;
    }
}
