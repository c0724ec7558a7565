// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.Done;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets what stands on one node stand on another. Stateless; any thread. */
@Component(service = ReplaceCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "replace")
public final class ReplaceCommand {

    private static final String SUMMARY = "let what stands on a node stand on another one";

    private static final Syntax SYNTAX = Syntax.command("replace", SUMMARY)
            .operand("NODE", "the node that is replaced; it is closed when nothing else keeps it")
            .operand("BY", "the node that takes its place")
            .value("PARENT", "the one node or device that is to move; all unless given", "--parent")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public ReplaceCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object replace(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        String by = arguments.text("BY");
        layer.graph().editor().replace(node, arguments.nameOf("--parent"), by);
        return new Done("replaced", node + " by " + by);
    }
}
