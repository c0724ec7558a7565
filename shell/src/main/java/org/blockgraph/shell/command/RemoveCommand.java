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

/** Takes a filter or an empty overlay out. Stateless; any thread. */
@Component(service = RemoveCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "remove")
public final class RemoveCommand {

    private static final String SUMMARY = "take a filter or an empty overlay out again";

    private static final Syntax SYNTAX = Syntax.command("remove", SUMMARY)
            .operand("NODE", "the filter or overlay; what stands on it stands on the node below then")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public RemoveCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object remove(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        String node = arguments.text("NODE");
        layer.graph().editor().remove(node);
        return new Done("removed", node);
    }
}
