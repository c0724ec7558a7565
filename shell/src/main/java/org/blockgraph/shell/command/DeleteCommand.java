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

/** Closes a node that nothing uses. Stateless; any thread. */
@Component(service = DeleteCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "delete")
public final class DeleteCommand {

    private static final String SUMMARY = "flush and close a node that nothing uses";

    private static final Syntax SYNTAX = Syntax.command("delete", SUMMARY)
            .operand("NODE", "the node")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public DeleteCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object delete(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        layer.graph().editor().delete(node);
        return new Done("deleted", node);
    }
}
