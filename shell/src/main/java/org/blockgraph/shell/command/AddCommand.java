// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.PlacedNode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Opens a node on its own. Stateless; any thread. */
@Component(service = AddCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "add")
public final class AddCommand {

    private static final String SUMMARY = "open a node that no device stands on";

    private static final Syntax SYNTAX = ImageOptions.declare(
                    Syntax.command("add", SUMMARY).operand("NAME", "the node's name to be"))
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public AddCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object add(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        Map<String, String> options = ImageOptions.of(arguments, WorkingFolder.current());
        boolean probed = !options.containsKey("driver");
        NodeInfo node = layer.graph().editor().add(arguments.text("NAME"), options);
        return new PlacedNode("added", node, probed, "");
    }
}
