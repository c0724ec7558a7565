// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.ShownGraph;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Draws the graph. Stateless; any thread. */
@Component(service = GraphCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "graph")
public final class GraphCommand {

    private static final String SUMMARY = "draw devices and nodes as a tree";

    private static final Syntax SYNTAX = Syntax.command("graph", SUMMARY)
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public GraphCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object graph(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        BlockGraph graph = layer.graph();
        return Usage.output(arguments, new ShownGraph(graph.snapshot(), layer.drains().of(graph)));
    }
}
