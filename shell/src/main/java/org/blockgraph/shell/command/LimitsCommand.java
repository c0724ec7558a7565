// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.NodeLimits;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows what a node demands of requests. Stateless; any thread. */
@Component(service = LimitsCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "limits")
public final class LimitsCommand {

    private static final String SUMMARY = "show how requests to a node are aligned and cut";

    private static final Syntax SYNTAX = Syntax.command("limits", SUMMARY)
            .operand("NODE", "a node or a device")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public LimitsCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object limits(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        BlockGraph graph = layer.graph();
        String node = graph.node(arguments.text("NODE")).name();
        return Usage.output(arguments, new NodeLimits(node, graph.limits(node)));
    }
}
