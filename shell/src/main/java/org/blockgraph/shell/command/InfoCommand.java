// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Describes a node. Stateless; any thread. */
@Component(service = InfoCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "info")
public final class InfoCommand {

    private static final String SUMMARY = "describe a node, or the root node of a device";

    private static final Syntax SYNTAX = Syntax.command("info", SUMMARY)
            .operand("NODE", "a node or a device")
            .output()
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public InfoCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object info(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        return Usage.output(arguments, layer.graph().node(arguments.text("NODE")));
    }
}
