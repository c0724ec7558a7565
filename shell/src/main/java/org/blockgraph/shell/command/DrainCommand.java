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

/** Keeps requests away from a node. Stateless; any thread. */
@Component(service = DrainCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "drain")
public final class DrainCommand {

    private static final String SUMMARY = "let no request be in flight in a node, and new ones wait";

    private static final Syntax SYNTAX = Syntax.command("drain", SUMMARY)
            .operand("NODE", "a node or a device")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public DrainCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object drain(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        return new DrainStep("drained", layer.drains().begin(layer.graph(), arguments.text("NODE")));
    }
}
