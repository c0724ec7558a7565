// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.api.GraphEditor;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.PlacedNode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Puts a new overlay on top of a node. Stateless; any thread. */
@Component(service = SnapshotCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "snapshot")
public final class SnapshotCommand {

    private static final String SUMMARY = "put a new overlay on top of a node, which stays as it is";

    private static final Syntax SYNTAX = Syntax.command("snapshot", SUMMARY)
            .operand("NODE", "a device, whose root node is to be below, or a node")
            .operand("FILE", "the overlay's image, which is made")
            .value("FMT", "the overlay's format, qcow2 unless given", "-f")
            .flag("take an image that exists and holds no data of its own", "-n", "--existing")
            .values("K=V,...", "further options of the new node; create.K=V for making the image", "-o")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public SnapshotCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object snapshot(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        BlockGraph graph = layer.graph();
        String below = Usage.rootOf(graph, arguments.text("NODE"));
        String file = WorkingFolder.current().image(arguments, "FILE", arguments.text("FILE"));
        Map<String, String> options = arguments.settingsOf("-o");
        if (arguments.has("-n") && options.putIfAbsent(GraphEditor.MODE, GraphEditor.EXISTING) != null) {
            throw arguments.wrong("-n", "does not go with -o " + GraphEditor.MODE + "=...");
        }
        String place = "above " + graph.node(below).name();
        NodeInfo node = graph.editor().snapshot(below, file, arguments.nameOf("-f"), options);
        return new PlacedNode("inserted", node, false, place);
    }
}
