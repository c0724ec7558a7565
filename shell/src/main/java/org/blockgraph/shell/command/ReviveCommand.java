// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Revived;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Puts a node back into service. Stateless; any thread. */
@Component(service = ReviveCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "revive")
public final class ReviveCommand {

    private static final String SUMMARY = "try to put a node back into service";

    private static final Syntax SYNTAX = Syntax.command("revive", SUMMARY)
            .operand("NODE", "a node or a device; what is below and above comes along")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ReviveCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object revive(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        BlockGraph graph = layer.graph();
        List<NodeInfo> nodes = graph.revive(node);
        NodeInfo now = graph.node(node);
        if (now.state() != NodeInfo.State.OPEN) {
            String line = node + ": still down, " + now.reason() + "; see block:why " + node;
            throw new BlockException(BlockError.NO_DRIVER, node, line);
        }
        return new Revived(node, nodes.stream().map(NodeInfo::name).toList());
    }
}
