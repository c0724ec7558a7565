// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.life;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.blockgraph.api.BlockEvent;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.core.driver.Guess;
import org.blockgraph.core.file.NodeFiles;
import org.blockgraph.core.graph.Edge;
import org.blockgraph.core.graph.Node;
import org.blockgraph.core.graph.Node.ServedBy;
import org.blockgraph.core.graph.ProbeGuard;
import org.blockgraph.core.graph.RequestToken;
import org.blockgraph.core.io.NodePipe;
import org.blockgraph.core.io.WriteThreshold;

/** Makes nodes that nobody sees yet, and unmakes nodes that nobody sees any more. */
final class NodeFactory {

    private final Core core;
    private final InstanceStarter starter;

    NodeFactory(Core core) {
        this.core = core;
        this.starter = new InstanceStarter(core);
    }

    /** Makes a node and keeps its name; a guard watches it where its format was not recognised. */
    Node create(Node.Birth birth, ProbeGuard guard) throws BlockException {
        core.graph().decideRun(() -> core.graph().reserve(List.of(birth.name()), false));
        NodePipe pipe = new NodePipe(birth.name(), core.bounce(), threshold(birth.name()));
        return new Node(
                birth, pipe, new NodeFiles(birth.name(), core.files(), () -> returned(birth.name())), guard);
    }

    /** What was given up kept the node from being opened again. Its thread may still be inside elsewhere. */
    private void returned(String name) {
        try {
            core.threads().timer().execute(() -> core.lane().submit(new Arrival(core)
                    .change("what hung inside " + name + " returned", each -> each.name().equals(name))));
        } catch (RejectedExecutionException e) {
            // The core is closed, and the node with it.
        }
    }

    private WriteThreshold threshold(String node) {
        return new WriteThreshold((threshold, beyond) -> core.events()
                .post(
                        BlockEvent.Kind.WRITE_THRESHOLD,
                        node,
                        "a write ends " + beyond + " bytes beyond the threshold of " + threshold));
    }

    /** Lets an instance serve a node; under the write lock, or before anybody sees the node. */
    void serve(Node node, ServedBy served) {
        node.serveBy(served);
        node.handTo(served);
    }

    /** Closes a private node's instance and files, and gives its name back. */
    void discard(Node node) {
        ServedBy served = node.servedBy();
        if (served != null) {
            node.pipe().clear();
            served.tasks().end(core.patience().callDeadline());
            starter.closeInstance(node, served);
            node.serveBy(null);
        }
        node.files().close();
        core.graph().decideRun(() -> core.graph().unreserve(List.of(node.name()), false));
    }

    /** Guesses the format of what a node holds. */
    Guess probe(Node file) throws BlockException {
        byte[] head = new byte[(int) Math.min(BlockDriver.PROBE_BYTES, file.length())];
        RequestToken token = core.graph().controlToken("probe " + file.name());
        try {
            Edge.ofCore(file).read(token, 0, MemorySegment.ofArray(head), IoFlags.NONE);
        } finally {
            token.close();
        }
        return core.registry().probe(head);
    }
}
