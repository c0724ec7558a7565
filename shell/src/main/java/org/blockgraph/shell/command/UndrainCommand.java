// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.result.DrainStep;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lets requests to a node through again. Stateless; any thread. */
@Component(service = UndrainCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "undrain")
public final class UndrainCommand {

    private static final String SUMMARY = "end a drain that block:drain began";

    private static final Syntax SYNTAX = Syntax.command("undrain", SUMMARY)
            .operand("NODE", "a node or a device that was drained")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public UndrainCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object undrain(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        return new DrainStep("undrained", layer.drains().end(layer.graph(), arguments.text("NODE")));
    }
}
