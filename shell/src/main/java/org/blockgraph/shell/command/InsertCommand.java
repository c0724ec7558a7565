// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.PlacedNode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Puts a filter or an overlay above a node. Stateless; any thread. */
@Component(service = InsertCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "insert")
public final class InsertCommand {

    private static final String SUMMARY = "put a filter or an empty overlay on top of a node that is in use";

    private static final Syntax SYNTAX = Syntax.command("insert", SUMMARY)
            .operand("NODE", "the node, or a device's root node, that is to be below")
            .operand("OPTIONS", "the new node's: driver=FMT,K=V,... by the names of QMP's blockdev-add")
            .value("PARENT", "the one node or device that is to stand on it; all unless given", "--parent")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public InsertCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object insert(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String below = arguments.text("NODE");
        String parent = arguments.nameOf("--parent");
        BlockGraph graph = layer.graph();
        String place = "above " + graph.node(below).name();
        NodeInfo node = graph.editor().insert(below, parent, arguments.settings("OPTIONS"));
        return new PlacedNode("inserted", node, false, place);
    }
}
