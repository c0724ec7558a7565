// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;

/**
 * Gives a person's command to a node's driver. It claims nothing, so that one can be given while a change
 * waits for what the command is to end; a read hold keeps the instance from being closed under it.
 */
final class Commanding {

    private final Core core;

    Commanding(Core core) {
        this.core = core;
    }

    String command(Node node, List<String> words) throws BlockException {
        requireWords(node, words);
        ServedBy served = node.servedBy();
        if (node.state() != NodeInfo.State.OPEN || served == null) {
            throw notOpen(node);
        }
        try {
            String answer = new NodeCalls(core).call(
                    node,
                    served,
                    "command to " + node.name(),
                    token -> Edge.ofCore(node).command(token, words));
            if (answer == null) {
                throw notOpen(node);
            }
            return answer;
        } catch (BlockException e) {
            throw e.error() == BlockError.NOT_SUPPORTED ? takesNone(node) : e;
        }
    }

    private static void requireWords(Node node, List<String> words) throws BlockException {
        boolean empty = words.isEmpty() || words.stream().anyMatch(word -> word == null || word.isEmpty());
        if (empty || words.size() > BlockGraph.MAX_WORDS) {
            throw new BlockException(BlockError.INVALID, node.name(), node.name()
                    + ": a command has 1 to " + BlockGraph.MAX_WORDS + " words, none of them empty");
        }
    }

    private static BlockException notOpen(Node node) {
        return new BlockException(BlockError.BUSY, node.name(), node.name() + ": the node is "
                + node.state() + " and takes no commands now; see block:why " + node.name());
    }

    private static BlockException takesNone(Node node) {
        return new BlockException(BlockError.NOT_SUPPORTED, node.name(), node.name() + ": its driver "
                + node.format() + " takes no commands");
    }
}
